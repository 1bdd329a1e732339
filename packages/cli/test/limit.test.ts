/** Limits by the command line: made, changed, looked at while slots are held and waited for, taken back by force. */
import { randomUUID } from "node:crypto";
import type { AuditLine, GlobalConcurrencyLimitResponse, LimitUse } from "@weir/contract";
import { waitUntil } from "@weir/testkit";
import { expect, it } from "vitest";
import { startServer, weir } from "./weir.ts";

it("makes, changes, lists and deletes limits, and says what is wrong with those it cannot make", async () => {
  await using server = await startServer();
  const run = (...args: string[]) => weir(["limit", ...args], server.environment);
  expect((await run("ls")).stdout).toBe("There are no limits.\n");
  expect((await run("create", "db", "--limit", "3")).stdout).toBe("Created db.\n");
  await run("create", "tag:gpu", "-l", "0", "--slot-decay-per-second", "0.5", "--disable");
  expect((await run("ls")).stdout).toMatch(/^Limit.*\n *db +0 +3 +on\n *tag:gpu +0 +0 +0.5 a second +off$/m);

  const wrong: readonly (readonly [RegExp, number, ...string[]])[] = [
    [/there is a limit db already/, 1, "create", "db", "--limit", "1"],
    [/It has to be 0 or a number above it/, 2, "create", "x", "--limit", "-1"],
    [/It has to be a whole number/, 2, "update", "db", "--limit", "1.5"],
    [/It has to be 0 or a number above it/, 2, "update", "db", "--slot-decay-per-second", "-2"],
    [/nothing was said of how many slots/, 1, "create", "x"],
    [/cannot be the name of a limit/, 1, "create", "a/b", "--limit", "1"],
    [/there is no limit dv\n.*Did you mean db\?/, 1, "inspect", "dv"],
    [/it was not said which slots/, 1, "release", "db"],
  ];
  const answers = await Promise.all(wrong.map(([, , ...args]) => run(...args)));
  for (const [index, { code, stdout, stderr }] of answers.entries())
    expect([code, stdout, stderr]).toEqual([wrong[index]![1], "", expect.stringMatching(wrong[index]![0])]);

  expect((await run("update", "db", "--limit", "5", "--active-slots", "2")).stdout).toBe("Changed db.\n");
  expect((await run("disable", "db")).stdout).toBe("Switched db off.\n");
  expect((await run("disable", "db")).stdout).toBe("db was off already.\n");
  expect((await run("enable", "tag:gpu")).stdout).toBe("Switched tag:gpu on.\n");
  const listed = JSON.parse((await run("ls", "--json")).stdout) as GlobalConcurrencyLimitResponse[];
  expect(listed).toMatchObject([
    { name: "db", limit: 5, active: false, active_slots: 2, slot_decay_per_second: 0 },
    { name: "tag:gpu", limit: 0, active: true },
  ]);
  expect((await run("delete", listed[0]!.id)).stdout).toBe("Deleted db.\n");
  expect((await run("delete", "db")).code).toBe(1);
});

it("shows who holds slots and who waits; what is released by force goes to the next, and the audit keeps it", async () => {
  await using server = await startServer();
  const { api } = server;
  const run = (...args: string[]) => weir(["limit", ...args], server.environment);
  await run("create", "db", "--limit", "1");
  const [holder, next] = [randomUUID(), randomUUID()];
  const claim = (id: string, wait: number) =>
    api.concurrencySlots.acquire({
      lease_id: randomUUID(),
      wanted: [{ name: "db", slots: 1 }],
      holder: { type: "task_run", id },
      priority: 7,
      wait,
    });
  const { lease_id } = await claim(holder, 0);
  const waits = claim(next, 50);
  const use = () => api.concurrencySlots.use({ id_or_name: "db" });
  await waitUntil(async () => (await use()).waiters.length === 1, { what: "somebody who waits" });

  const shown = (await run("inspect", "db")).stdout;
  expect(shown).toMatch(/^Taken +1 of 1$/m);
  expect(shown).toMatch(new RegExp(` 1 +task run ${holder} .* ago +in \\d+ minutes$`, "m"));
  expect(shown).toMatch(new RegExp(` 1 +7 +task run ${next}$`, "m"));
  const told = JSON.parse((await run("inspect", "db", "--json")).stdout) as LimitUse;
  expect(told).toMatchObject({ limit: { name: "db" }, holders: [{ holder: { id: holder } }], waiters: [{ slots: 1 }] });

  const stranger = randomUUID();
  expect((await run("release", "db", stranger)).stderr).toContain(`${stranger} holds no slots of db`);
  expect((await run("release", "db", holder)).stdout).toBe("Released 1 slot of db.\n");
  await waits;
  await expect(api.concurrencyLimitsV2.renewLease({ lease_id: lease_id! }, {})).rejects.toMatchObject({ code: "gone" });
  expect((await use()).holders).toMatchObject([{ holder: { id: next } }]);
  expect((await run("release", "db", "--all")).stdout).toBe("Released 1 slot of db.\n");
  expect((await run("release", "db", "--all")).stdout).toBe("Nobody holds slots of db.\n");

  const { stdout } = await weir(["audit", "ls", "--kind", "concurrency-slot", "--json"], server.environment);
  expect(JSON.parse(stdout) as AuditLine[]).toMatchObject([
    { action: "released", actor: "owner", object_name: "db", before: { slots: 1, holder: { id: next } }, after: null },
    {
      action: "released",
      actor: "owner",
      object_name: "db",
      before: { slots: 1, holder: { id: holder } },
      after: null,
    },
  ]);
  expect((await weir(["audit", "verify"], server.environment)).code).toBe(0);
});
