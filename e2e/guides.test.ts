/** What a guide shows is what is run: its files are written, its commands are run in their order. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { cleanEnvironment, startWeir, stopProcess } from "@weir/testkit";
import { client } from "weir/client";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const execute = promisify(execFile);

/** Where a server answers that was started without further words. */
const USUAL = "http://127.0.0.1:4200/api";

interface Block {
  readonly language: string;
  readonly text: string;
}

async function blocksOf(guide: string): Promise<Block[]> {
  const text = await readFile(join(ROOT, "docs/guides", guide), "utf8");
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, block]) => ({
    language: language!,
    text: block!,
  }));
}

/** A file is named by the comment in its first line. */
async function writeFiles(folder: string, blocks: readonly Block[]): Promise<void> {
  for (const { text } of blocks) {
    const [, path] = /^(?:\/\/|#) (\S+\.\w+)\n/.exec(text) ?? [];
    if (path === undefined) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

test("one flow goes through dev, staging and prod as the guide says", { timeout: 180_000 }, async () => {
  await using weir = await startWeir();
  // Within the project, so that the flow finds the package that it imports.
  await mkdir(join(ROOT, ".cache"), { recursive: true });
  const folder = await mkdtemp(join(ROOT, ".cache/guide-"));
  const env = { ...cleanEnvironment(), WEIR_HOME: join(folder, "home"), WEIR_API_URL: weir.apiUrl, COLUMNS: "200" };
  const workers: ChildProcess[] = [];
  const printed = new Map<string, string>();
  try {
    const blocks = await blocksOf("environments.md");
    await writeFiles(folder, blocks);
    const commands = blocks
      .filter(({ language }) => language === "sh")
      .flatMap(({ text }) => text.replaceAll(USUAL, weir.apiUrl).trim().split("\n"));
    expect(commands.length).toBeGreaterThan(15);
    for (const command of commands) {
      const [program, ...args] = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
      expect(program).toBe("weir");
      if (args[0] === "worker") workers.push(spawn("weir", args, { cwd: folder, env, stdio: "ignore" }));
      else printed.set(command, (await execute("weir", args, { cwd: folder, env })).stdout);
    }
  } finally {
    for (const worker of workers) await stopProcess(worker, "SIGTERM", 15_000);
    await rm(folder, { recursive: true, force: true });
  }

  const api = client({ url: weir.apiUrl });
  const deployments = await api.deployments.filter({ sort: "NAME_ASC" });
  expect(deployments.map(({ name, work_pool_name, parameters }) => [name, work_pool_name, parameters])).toEqual([
    ["dev", "dev", { region: "test", rows: 10 }],
    ["prod", "prod", { region: "eu", rows: 1000 }],
    ["staging", "staging", { region: "eu", rows: 10 }],
  ]);
  const runs = await api.flowRuns.filter({ flow_runs: { state: { type: { any_: ["COMPLETED"] } } } });
  expect(runs.map(({ parameters }) => parameters!["rows"]).sort()).toEqual([10, 3]);
  expect(printed.get("weir deploy --all --env staging --dry-run")).toContain("staging");
  expect(printed.get("weir --profile staging deploy --all --dry-run")).toContain("staging");
  expect(printed.get("weir deployment history report/prod")).toContain("the first report");
  const [limit] = await api.concurrencyLimitsV2.filter({});
  expect(limit).toMatchObject({ name: "warehouse", limit: 5 });
});
