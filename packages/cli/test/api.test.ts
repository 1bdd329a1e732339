import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { emptyHome, type RunningServer, startServer, weir } from "./weir.ts";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const run = (args: readonly string[], input = "") => weir(["api", ...args], server.environment, { input });

it("prints what the server answers, indented or on one line", async () => {
  const flow = await server.api.flows.create({ name: "etl" });
  const indented = await run(["get", "/flows/name/etl"]);
  expect(indented.code).toBe(0);
  expect(indented.stdout).toBe(`${JSON.stringify(flow, undefined, 2)}\n`);
  const compact = await run(["GET", "api/flows/name/etl", "--json"]);
  expect(compact.stdout).toBe(`${JSON.stringify(flow)}\n`);
  expect((await run(["DELETE", `/flows/${flow.id}`])).stdout).toBe("");
});

it("takes the body from the command line, a file or standard input", async () => {
  await using home = await emptyHome();
  const file = join(home.path, "flow.json");
  await writeFile(file, JSON.stringify({ name: "from-file" }));
  for (const [data, input, name] of [
    ['{"name": "from-line"}', "", "from-line"],
    [`@${file}`, "", "from-file"],
    ["-", '{"name": "from-input"}', "from-input"],
  ] as const) {
    const { code, stdout } = await run(["POST", "/flows/", "--data", data], input);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name });
  }
});

it("sends the query and the headers that are given", async () => {
  const { code, stderr } = await run(["GET", "/csrf-token?client=me"]);
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("CSRF protection is disabled") as string,
  });
  const refused = await run(["GET", "/flows/name/etl", "--header", "x-prefect-api-version: 0.1.0"]);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("400") as string });
});

it("prints the answer also when the server refuses, and fails", async () => {
  const { code, stdout, stderr } = await run(["POST", "/flows/", "--data", "{}"]);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ exception_message: "Invalid request received." });
  expect(stderr).toMatch(/^error: POST \/flows\/: 422 body\.name: /);
});

it.each([
  ["{oops", "not JSON"],
  ["@/no/such/file", "cannot be read"],
])("refuses the data %s", async (data, what) => {
  const { code, stderr } = await run(["POST", "/flows/", "--data", data]);
  expect(code).toBe(1);
  expect(stderr).toContain(what);
});
