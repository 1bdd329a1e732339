/** Access keys by the command line: the doors close with the first one. */
import { expect, it } from "vitest";
import { startServer, weir } from "./weir.ts";

it("makes keys, lists and ends them; what a key may not do is refused with the reason", async () => {
  await using server = await startServer();
  const as = (key: string | undefined, ...args: string[]) =>
    weir(args, { ...server.environment, ...(key && { WEIR_API_KEY: key }) });
  expect((await as(undefined, "key", "ls")).stdout).toBe("There are no keys: whoever reaches the server may use it.\n");
  const first = await as(undefined, "key", "create", "ci", "--role", "operator");
  expect([first.code, first.stderr]).toEqual([1, expect.stringContaining("first key has to be an admin's")]);

  const boss = (await as(undefined, "key", "create", "boss", "--role", "admin")).stdout.trim();
  expect(boss).toMatch(/^weir_[\w-]{43}$/);
  expect((await as(undefined, "variable", "ls")).code).toBe(1);
  const made = await as(boss, "key", "create", "reader", "--role", "viewer", "--team", "data", "--expires", "90d");
  const reader = made.stdout.trim();
  expect((await as(boss, "keys", "ls")).stdout).toMatch(/^boss +admin +.*never\n *reader +viewer +data /m);

  expect((await as(reader, "variable", "ls")).code).toBe(0);
  const refused = await as(reader, "variable", "set", "x", "1");
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringContaining("needs the role operator; the key reader has the role viewer"),
  ]);
  expect((await as(boss, "key", "revoke", "reader")).stdout).toBe("Ended the key reader.\n");
  expect((await as(reader, "variable", "ls")).code).toBe(1);
  expect((await as(boss, "audit", "ls")).stdout).toMatch(
    /boss +127\.0\.0\.1 +deleted +access-key reader\n.*boss +127\.0\.0\.1 +created +access-key reader\n.*owner .*created +access-key boss/,
  );
  expect((await as(boss, "audit", "verify")).stdout).toMatch(/^All 3 lines are as they were written/);
  const exported = (await as(boss, "audit", "export")).stdout.trim().split("\n");
  expect(exported.map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([1, 2, 3]);
  expect((await as(boss, "key", "revoke", "redaer")).stderr).toContain("there is no key redaer");
});
