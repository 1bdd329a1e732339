/** `weir deploy --prompt`, answered through a pipe. */
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningServer, start, startServer, weir } from "./weir.ts";

const SDK = fileURLToPath(new URL("../../sdk/src/index.ts", import.meta.url));
let server: RunningServer;
let folder: string;
beforeAll(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), "weir-prompt-"));
  for (const name of ["local", "other"]) await server.api.workPools.create({ name, type: "process" });
  await writeFile(
    join(folder, "flows.ts"),
    `import { flow } from ${JSON.stringify(SDK)};\nexport const report = flow({ name: "report" }, async () => 1);\n`,
  );
  const entries = ["first", "second"].map((name) => `  - { name: ${name}, entrypoint: "flows.ts:report" }\n`);
  await writeFile(join(folder, "weir.yaml"), `deployments:\n${entries.join("")}`);
}, 60_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const ask = (input: string) => weir(["deploy", "--prompt"], server.environment, { cwd: folder, input });

test("what the file does not say is asked: which deployments, and for each its work pool", async () => {
  const both = await ask("*\nlocal\nother\n");
  expect(both.stderr).toMatch(/Which deployments \(first, second; \* for all\)\? Which work pool \(local, other\)\? /);
  expect(both.stdout).toMatch(/\+ report\/first created .*\n\+ report\/second created /);
  const { work_pool_name } = await server.api.deployments.readByName({
    flow_name: "report",
    deployment_name: "second",
  });
  expect(work_pool_name).toBe("other");
  expect((await ask("first\nother\n")).stdout).toMatch(/^~ report\/first updated/);
});

test("a person may take his time between the answers", async () => {
  const child = start(["deploy", "--prompt"], server.environment, { cwd: folder });
  let told = "";
  const until = async (text: string): Promise<void> => {
    while (!told.includes(text))
      told += String((await child.stderr!.iterator({ destroyOnReturn: false }).next()).value);
  };
  await until("* for all)? ");
  child.stdin!.write("second\n");
  await until("Which work pool (local, other)? ");
  child.stdin!.write("other\n");
  await once(child, "close");
  expect(child.exitCode).toBe(0);
});

test.each([
  ["", "nothing was answered"],
  ["third\n", "there is no deployment third"],
  ["first\nnowhere\n", "there is no work pool nowhere"],
])("the answer %j changes nothing", async (input, problem) => {
  const { code, stderr } = await ask(input);
  expect([code, stderr]).toEqual([1, expect.stringContaining(problem)]);
});
