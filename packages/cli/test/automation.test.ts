/** Automations on the command line, on one server. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startHttpServer } from "@weir/testkit";
import { type RunningServer, startServer, weir } from "./weir.ts";

let server: RunningServer;
let folder: string;

beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), "weir-automation-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await server[Symbol.asyncDispose]();
});

const run = (...args: string[]) => weir(["automation", ...args], server.environment);
const json = async (...args: string[]): Promise<unknown> => JSON.parse((await run(...args)).stdout);

async function file(text: string): Promise<string> {
  const path = join(folder, "automation.json");
  await writeFile(path, text);
  return path;
}

it("creates an automation from a file, shows, replaces, switches and deletes it", async () => {
  expect((await run("ls")).stdout).toBe("There are no automations.\n");
  const trigger = { type: "event", posture: "Reactive", expect: ["ping"] };
  const automation = { name: "on ping", trigger, actions: [{ type: "do-nothing" }] };
  expect((await run("create", "-f", await file(JSON.stringify(automation)))).stdout).toMatch(/^Created on ping, /);
  expect((await run("ls")).stdout).toMatch(/on ping +\S{36} +yes +event +do-nothing/);

  // What is shown can be changed and given back.
  const shown = (await json("inspect", "on ping")) as object;
  expect(shown).toMatchObject({ name: "on ping", enabled: true });
  await run("update", "on ping", "-f", await file(JSON.stringify({ ...shown, description: "changed" })));
  expect(await json("inspect", "on ping")).toMatchObject({ description: "changed" });

  expect((await run("disable", "on ping")).stdout).toBe("Switched on ping off.\n");
  expect(await json("ls", "--json")).toMatchObject([{ name: "on ping", enabled: false }]);
  expect((await run("enable", "on ping")).stdout).toBe("Switched on ping on.\n");
  expect((await run("delete", "on ping", "--yes")).stdout).toBe("Deleted on ping.\n");
  expect(await json("ls", "--json")).toEqual([]);
});

it("says what is wrong with a file, and what is not there", async () => {
  const broken = await run("create", "-f", await file("{"));
  expect([broken.code, broken.stderr]).toEqual([1, expect.stringContaining("It must hold one automation, as JSON.")]);
  const refused = await run("create", "-f", await file('{"name": "a", "trigger": {"type": "event"}, "actions": []}'));
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("posture")]);
  expect(await run("inspect", "nothing")).toMatchObject({
    code: 1,
    stderr: "error: there is no automation nothing\nSee which there are with `weir automation ls`.\n",
  });
});

it("makes automations from templates", async () => {
  const listed = (await run("templates")).stdout;
  expect(listed).toMatch(/failure-notification +a flow run has failed/);
  expect(listed).toMatch(/stuck-pool .* 10m/);
  const hook = ["block", "create", "custom-webhook", "ops", "--set", "name=ops", "--set", "url=http://127.0.0.1:1/"];
  expect((await weir(hook, server.environment)).code).toBe(0);
  const made = await run(
    "create",
    "--template",
    "runs-longer-than",
    "--block",
    "custom-webhook/ops",
    "--flow",
    "f",
    "--within",
    "2h",
  );
  expect(made.stdout).toMatch(/^Created runs-longer-than of f, /);
  expect(await json("inspect", "runs-longer-than of f")).toMatchObject({
    trigger: { posture: "Proactive", within: 7200, match_related: { "prefect.resource.name": "f" } },
    actions: [{ type: "send-notification" }],
  });
  for (const [words, message] of [
    [[], "Give a file with -f, or a template with --template."],
    [["--template", "nothing", "--block", "custom-webhook/ops"], "there is no template nothing"],
    [["--template", "late-runs"], "Name a block with --block TYPE/NAME"],
    [["--template", "fresh-within", "--block", "custom-webhook/ops"], "Name it with --flow or --deployment."],
    [["--template", "late-runs", "--block", "custom-webhook/ops", "--within", "1h"], "late-runs has no time"],
    [["--template", "stuck-pool", "--block", "custom-webhook/ops", "--flow", "f"], "stuck-pool is not about runs"],
    [["--template", "late-runs", "--block", "webhook/none"], "there is no block webhook/none"],
  ] as const)
    expect(await run("create", ...words)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(message) as string,
    });
});

it("tries an automation on what has happened", async () => {
  const { environment } = server;
  await weir(["event", "emit", "order.failed", "--resource-id", "shop.1"], environment);
  await weir(["event", "emit", "order.failed", "--resource-id", "other.1"], environment);
  const trigger = {
    type: "event",
    posture: "Reactive",
    expect: ["order.failed"],
    match: { "prefect.resource.id": "shop.*" },
  };
  const draft = await file(JSON.stringify({ name: "draft", trigger, actions: [] }));
  const tried = await run("test", "-f", draft, "--since", "1h");
  expect(tried.stdout).toMatch(/^It would have fired once: 1 of \d+ events counted/);
  expect(tried.stdout).toMatch(/order\.failed +shop\.1 +1/);
  expect(tried.stdout).toMatch(/1 +trigger +prefect\.resource\.id is "other\.1", not "shop\.\*"/);
  const name = ["tried", "by", "name"].join(" ");
  await run("create", "-f", await file(JSON.stringify({ name, trigger, actions: [{ type: "do-nothing" }] })));
  expect(await json("test", name, "--json")).toMatchObject({
    firing_count: 1,
    firings: [{ event: { resource_id: "shop.1" } }],
  });
  expect((await run("test")).stderr).toContain("there is nothing to try");
});

it("says when an automation has fired, because of what, and what it has sent", async () => {
  const { environment } = server;
  const answered = Promise.withResolvers<void>();
  await using chat = await startHttpServer((_request, response) => {
    response.end("thank you");
    answered.resolve();
  });
  await weir(
    ["block", "create", "custom-webhook", "chat", "--set", "name=chat", "--set", `url=${chat.url}`],
    environment,
  );
  const block = await weir(["block", "inspect", "custom-webhook/chat", "--json"], environment);
  const actions = [
    {
      type: "send-notification",
      block_document_id: (JSON.parse(block.stdout) as { id: string }).id,
      subject: "Late",
      body: "It is.",
    },
  ];
  const trigger = { type: "event", posture: "Reactive", expect: ["order.late"] };
  await run("create", "-f", await file(JSON.stringify({ name: "late", trigger, actions })));
  expect((await run("history", "late")).stdout).toContain("It has not fired");
  expect((await run("deliveries", "late")).stdout).toBe("Nothing was sent.\n");

  const done = weir(
    ["event", "stream", "--event", "prefect.automation.action.executed", "--since", "1h", "--limit", "1"],
    environment,
  );
  await weir(["event", "emit", "order.late", "--resource-id", "shop.order.1"], environment);
  await answered.promise;
  await done;
  const { stdout } = await run("history", "late");
  expect(stdout).toMatch(/send-notification executed/);
  expect(stdout).toMatch(/fired +order\.late of shop\.order\.1/);
  expect((await run("deliveries", "late")).stdout).toMatch(/delivered +late +custom-webhook\/chat +200 thank you/);
  expect(await json("deliveries", "--outcome", "failed", "--json")).toEqual([]);
});
