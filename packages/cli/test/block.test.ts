/** Blocks and the keys that they are sealed under, by the command line. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningServer, startServer, weir } from "./weir.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const run = (...args: string[]) => weir(args, server.environment);
const json = async (...args: string[]): Promise<unknown> => JSON.parse((await run(...args, "--json")).stdout);

it("creates blocks of values and of the input, lists, shows and deletes them", async () => {
  const create = ["block", "create", "secret", "api-key", "--set", "value=-"];
  const made = await weir(create, server.environment, { input: "a-secret-from-the-input\n" });
  expect(made).toEqual({ code: 0, stdout: "Created secret/api-key.\n", stderr: "" });
  const again = await weir(create, server.environment, { input: "x" });
  expect([again.code, again.stderr]).toEqual([
    1,
    "error: there is a block secret/api-key already\nGive --overwrite to change it.\n",
  ]);
  await run("block", "create", "webhook", "hook", "--set", "url=http://127.0.0.1:9/a=b", 'headers={"X-Key":"k"}');
  expect((await run("block", "create", "webhook", "hook", "--set", "method=PUT", "--overwrite")).stdout).toBe(
    "Changed webhook/hook.\n",
  );

  expect((await run("block", "ls")).stdout).toMatch(/secret\/api-key +Secret .*\n.*webhook\/hook +Webhook /);
  expect(await json("blocks", "ls", "--type", "webhook")).toMatchObject([{ name: "hook" }]);
  const shown = await run("block", "inspect", "secret/api-key");
  expect(shown.stdout).toMatch(/^Block +secret\/api-key$[^]*^ +value +\*{8}$/m);
  expect((await run("block", "inspect", "secret/api-key", "--secrets")).stdout).toContain("a-secret-from-the-input");
  expect(await json("block", "inspect", "webhook/hook", "--secrets")).toMatchObject({
    data: { url: "http://127.0.0.1:9/a=b", method: "PUT", headers: { "X-Key": "k" } },
  });
  expect((await run("block", "types", "--capability", "notify")).stdout).toMatch(/^slack-webhook +Slack Webhook/m);

  expect((await run("block", "delete", "webhook/hook")).stdout).toBe("Deleted webhook/hook.\n");
  const gone = await run("block", "inspect", "secret/api-kez");
  expect([gone.code, gone.stderr]).toEqual([
    1,
    "error: there is no block secret/api-kez\nDid you mean secret/api-key? `weir block ls` lists them.\n",
  ]);
});

it("says what is wrong with a block that cannot be made", async () => {
  const failures = [
    [["secret", "Not A Name"], /Not A Name is no name/],
    [["nothing", "x"], /there is no type of blocks nothing/],
    [["webhook", "x"], /a Webhook needs url\nGive --set url=/],
    [["webhook", "x", "--set", "uri=1"], /no field uri\nIt has method, url/],
    [["webhook", "x", "--set", "url"], /is not FIELD=VALUE/],
  ] as const;
  for (const [args, message] of failures) {
    const { code, stderr } = await run("block", "create", ...args);
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
  }
});

it("changes the key that secrets are sealed under, and says whether all open", async () => {
  const before = await run("secrets", "doctor");
  expect([before.code, before.stdout]).toEqual([0, expect.stringMatching(/seals new secrets\nAll secrets open\.$/m)]);
  expect((await run("secrets", "rotate")).stdout).toMatch(/^Sealed 1 secrets under the key [0-9a-f]{12}\.$/m);
  expect(await json("secrets", "doctor")).toMatchObject({
    keys: [
      { secrets: 1, seals: true },
      { secrets: 0, seals: false },
    ],
    locked: [],
  });
  expect((await run("block", "inspect", "secret/api-key", "--secrets")).stdout).toContain("a-secret-from-the-input");
});
