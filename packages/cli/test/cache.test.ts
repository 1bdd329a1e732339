/** Cached results on the command line, on one server: a flow leaves them, the commands show, explain and clear them. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { createHash, randomUUID } from "node:crypto";
import { type RunningServer, startServer, weir } from "./weir.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const run = (...args: string[]) => weir(["cache", ...args], server.environment);

const post = async (path: string, body: object): Promise<void> => {
  const answer = await fetch(`${server.environment["WEIR_API_URL"]}/weir/cache/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ namespace: "default", task_name: "fetch-rates", ...body }),
  });
  if (!answer.ok) throw new Error(await answer.text());
};
const store = (key: string, more: object): Promise<void> =>
  post("entries", {
    key,
    task_run_id: randomUUID(),
    size: 2,
    digest: createHash("sha256").update("42").digest("hex"),
    value: "42",
    host: "ada",
    path: "/results/1",
    ...more,
  });

it("lists results, tells why a call found none, and clears what is named", async () => {
  expect((await run("ls")).stdout).toBe("No results are kept.\n");
  await store("rates/1", { parts: { "argument day": "d1" }, tags: ["nightly"] });
  await store("rates/2", { namespace: "reports", task_name: "other" });
  const flow_run_id = randomUUID();
  const task_run_id = randomUUID();
  await post("lookup", { key: "rates/1", task_run_id: randomUUID(), flow_run_id });
  await post("lookup", { key: "rates/9", task_run_id, flow_run_id, parts: { "argument day": "d2" } });

  const listed = (await run("ls")).stdout;
  expect(listed).toMatch(/^Task +Namespace +Key +Made +Expires +Hits +Size\n/);
  expect(listed).toMatch(/fetch-rates +default +rates\/1 .* 1 +2\n/);
  expect((await run("ls", "--task", "other", "--namespace", "reports")).stdout).not.toContain("fetch-rates");

  const why = (await run("explain", task_run_id)).stdout;
  expect(why).toMatch(
    /fetch-rates {2}miss: argument day differs from the nearest result\n {2}task run \S{36}\n {2}nearest: /,
  );
  expect((await run("explain", flow_run_id)).stdout).toMatch(/hit: made by task run[^]*miss: argument day/);
  expect((await run("explain", randomUUID())).stdout).toContain("Nothing is known");
  const wrong = await run("explain", "yesterday");
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining("task_run_id")]);

  const unsaid = await run("clear");
  expect([unsaid.code, unsaid.stderr]).toEqual([1, expect.stringContaining("nothing says which results are meant")]);
  expect((await run("clear", "--prefix", "rates/", "--dry-run")).stdout).toBe("Would clear 2 results.\n");
  expect((await run("clear", "--tag", "nightly")).stdout).toBe("Cleared 1 result.\n");
  expect(JSON.parse((await run("clear", "--all", "--json")).stdout)).toEqual({ dry_run: false, entries: 1 });
  expect((await run("ls")).stdout).toBe("No results are kept.\n");
});
