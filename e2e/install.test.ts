/** What a user gets: `weir`, packed and installed in an empty folder with what it asks for, and the README's example run there. */
import { execFile, spawn } from "node:child_process";
import { globSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { WEIR_VERSION } from "@weir/contract/weir";
import { cleanEnvironment, stopProcess, waitForLine } from "@weir/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readmeBlock, timeless } from "./readme.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

let folder: string;
let environment: NodeJS.ProcessEnv;

async function execute(program: string, args: readonly string[], cwd = folder): Promise<string> {
  const limits = { cwd, env: environment, timeout: 120_000 };
  const { promise, resolve } = Promise.withResolvers<{ error: Error | null; output: string }>();
  // A user's terminal shows both streams.
  execFile(program, args, limits, (error, stdout, stderr) => resolve({ error, output: stderr + stdout }));
  const { error, output } = await promise;
  if (error) throw new Error(`${program} ${args.join(" ")}\n${output}`, { cause: error });
  return output;
}

const published = async (): Promise<string[]> => {
  const manifests = globSync("packages/*/package.json", { cwd: ROOT });
  const all = await Promise.all(manifests.map(async (file) => JSON.parse(await readFile(join(ROOT, file), "utf8"))));
  return all.filter((manifest) => !manifest.private).map((manifest) => manifest.name as string);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weir-install-"));
  environment = { ...cleanEnvironment(), WEIR_HOME: join(folder, "home") };
  const tarballs = join(folder, "tarballs");
  await mkdir(tarballs);
  const workspaces = (await published()).flatMap((name) => ["--workspace", name]);
  await execute("npm", ["pack", "--ignore-scripts", "--pack-destination", tarballs, ...workspaces], ROOT);
  // Only `weir` is asked for; the others have to come because it, or one of them, needs them.
  const { weir, ...others } = Object.fromEntries(
    (await published()).map((name) => [
      name,
      `file:tarballs/${name.replace("@", "").replace("/", "-")}-${WEIR_VERSION}.tgz`,
    ]),
  );
  const manifest = { private: true, type: "module", dependencies: { weir }, overrides: others };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await execute("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund"]);
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

test("the README's example prints what the README says", async () => {
  await writeFile(join(folder, "report.ts"), readmeBlock("A flow", "ts"));
  const output = await execute("node", ["report.ts"]);
  expect(timeless(output)).toBe(timeless(readmeBlock("A flow", "text")));
});

test("the command is there", async () => {
  expect(await execute("npx", ["--no-install", "weir", "version"])).toMatch(/^0\.\d+\.\d+|weir/i);
});

test("a server has its pages", async () => {
  const child = spawn("npx", ["--no-install", "weir", "server", "start", "--ephemeral", "--port", "0"], {
    cwd: folder,
    env: environment,
  });
  try {
    const [, url] = await waitForLine(child, "stdout", /API +(http:\S+)\/api/, 60_000);
    const page = await (await fetch(`${url!}/`)).text();
    const [, script] = /<script[^>]+src="([^"]+)"/.exec(page) ?? [];
    expect((await fetch(new URL(script!, `${url!}/`))).headers.get("content-type")).toContain("javascript");
  } finally {
    await stopProcess(child);
  }
});

test("importing the SDK loads neither a server nor a database driver", async () => {
  const program = `
    import { registerHooks } from "node:module";
    const loaded = new Set();
    registerHooks({ resolve: (name, context, next) => { const found = next(name, context); loaded.add(found.url); return found; } });
    await import("weir");
    console.log([...loaded].join("\\n"));`;
  await writeFile(join(folder, "loaded.js"), program);
  const loaded = (await execute("node", ["loaded.js"])).split("\n");
  expect(loaded.length).toBeGreaterThan(5);
  const heavy = loaded.filter((url) =>
    /node_modules\/(@weir\/(server|cli|dashboard)|fastify|kysely|pg|typebox|ws)\//.test(url),
  );
  expect(heavy).toEqual([]);
});

test("the installed types hold", async () => {
  const options = { module: "nodenext", target: "esnext", strict: true, noEmit: true, skipLibCheck: true, types: [] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["typed.ts"] }));
  const program = `
    import { flow, task } from "weir";
    const length = task({ name: "length" }, async (text: string) => text.length);
    export const total: Promise<number> = flow({ name: "f" }, async (p: { text: string }) => length(p.text))({ text: "x" });
    // @ts-expect-error: the task takes a text
    length(1);`;
  await writeFile(join(folder, "typed.ts"), program);
  await execute("tsc", ["-p", "."]);
});
