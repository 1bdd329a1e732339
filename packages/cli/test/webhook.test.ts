/** Inbound webhooks on the command line, on one server. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningServer, startServer, weir } from "./weir.ts";

let server: RunningServer;
let folder: string;

beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), "weir-webhook-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await server[Symbol.asyncDispose]();
});

const run = (...args: string[]) => weir(["webhook", ...args], server.environment);

async function file(content: unknown): Promise<string> {
  const path = join(folder, "file.json");
  await writeFile(path, JSON.stringify(content));
  return path;
}

it("makes a webhook, receives, shows why a request failed, and replays it", async () => {
  expect((await run("ls")).stdout).toContain("There are no webhooks");
  const template = { event: "order.{{ body.state }}", resource: { "prefect.resource.id": "order.{{ body.id }}" } };
  const made = await run("create", "orders", "--template", await file(template));
  const [, url] = /URL +(\S+)/.exec(made.stdout) ?? [];
  const send = (body: object): Promise<Response> => fetch(url!, { method: "POST", body: JSON.stringify(body) });
  expect((await send({ state: "paid", id: 7 })).status).toBe(202);
  expect((await send({ state: "paid" })).status).toBe(422);
  expect((await run("ls")).stdout).toMatch(/orders +\S{36} +plain +yes +its own/);
  expect((await run("inspect", "orders")).stdout).not.toContain(url);
  expect((await run("inspect", "orders", "--url")).stdout).toContain(url);

  const inbox = (await run("inbox", "orders")).stdout;
  expect(inbox).toMatch(/failed +the id of the resource comes out as order\./);
  expect(inbox).toMatch(/accepted +order\.paid/);
  const [failed] = JSON.parse((await run("inbox", "orders", "--outcome", "failed", "--json")).stdout) as {
    id: string;
  }[];
  expect((await run("request", failed!.id)).stdout).toMatch(/Body +\{"state":"paid"\}/);
  const again = await run("replay", failed!.id);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("the request was failed")]);
  await run(
    "update",
    "orders",
    "--template",
    await file({ ...template, resource: { "prefect.resource.id": "orders" } }),
  );
  expect((await run("replay", failed!.id)).stdout).toMatch(/^Became order\.paid, /);

  expect((await run("disable", "orders")).stdout).toBe("Switched orders off.\n");
  expect((await send({ state: "paid" })).status).toBe(401);
  expect((await run("rotate", "orders", "--yes")).stdout).toMatch(/^http\S+\/hooks\/\S+\n$/);
  expect((await send({ state: "paid" })).status).toBe(404);
  expect((await run("delete", "orders", "--yes")).stdout).toBe("Ended orders.\n");
});

it("tells of a secret once, and what is missing", async () => {
  expect((await run("create", "pushes", "--preset", "github")).stdout).toMatch(/Secret +\S{32}\n.*shown this once/);
  expect((await run("create", "payments", "--preset", "stripe")).stdout).toContain("Nothing is let in yet");
  expect((await run("inspect", "payments")).stdout).toContain("not set: nothing is let in");
  await run("update", "payments", "--secret", "whsec_12345678");
  expect((await run("inspect", "payments")).stdout).toMatch(/Secret +set/);
  expect((await run("update", "payments")).stderr).toContain("there is nothing to change");
  expect((await run("inspect", "payment")).stderr).toContain("Did you mean payments?");
});

it("shows what a request would become", async () => {
  const body = await file({ repository: { full_name: "a/b" }, action: "opened" });
  const shown = await run("preview", "--preset", "github", "-H", "X-GitHub-Event: issues", "--body", body);
  expect(JSON.parse(shown.stdout)).toMatchObject({
    event: "github.issues.opened",
    resource: { "prefect.resource.id": "github.repository.a/b" },
  });
});
