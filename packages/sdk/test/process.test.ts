/** Whole programs: how they end, and what is recorded then. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { client } from "@weir/client";
import { openEmbedded } from "../src/internal.ts";

const SDK = fileURLToPath(new URL("../src/index.ts", import.meta.url));
const SETTINGS = new URL("../src/settings.ts", import.meta.url).href;

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "weir-sdk-process-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

async function start(program: string, { cwd, env: more }: Surroundings = {}): Promise<ChildProcess> {
  const file = join(home, "program.ts");
  await writeFile(file, `import { flow, task } from ${JSON.stringify(SDK)};\n${program}`);
  const env = { ...process.env, WEIR_HOME: home, WEIR_API_URL: "", PREFECT_API_URL: "", ...more };
  return spawn(process.execPath, ["--conditions=weir-source", file], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
}

/** What the program left on the server. */
async function left<T>(look: (api: ReturnType<typeof client>) => Promise<T>): Promise<T> {
  const transport = await openEmbedded(home);
  try {
    return await look(client({ transport }));
  } finally {
    await transport.close();
  }
}

const flowStates = () =>
  left(async (api) => (await api.flowRuns.filter({ sort: "START_TIME_ASC" })).map(({ state_type: type }) => type));

test("a script ends by itself when its flow has, with nothing lost", async () => {
  const program = await start(`
    const add = task({ name: "add" }, (a: number, b: number) => a + b);
    const sum = flow({ name: "sum" }, async () => (await add.map([1, 2, 3], 1).results()).length);
    console.log(await sum());
  `);
  let output = "";
  program.stdout!.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(program, "close")) as [number];
  expect([code, output.trim()]).toEqual([0, "3"]);
  expect(await flowStates()).toEqual(["COMPLETED"]);
  const states = await left((api) => api.taskRuns.filter({ sort: "NAME_DESC" }));
  expect(states.map(({ state_type: type }) => type)).toEqual(["COMPLETED", "COMPLETED", "COMPLETED"]);
});

test("a flow whose failure nobody handles ends the process with 1", async () => {
  const program = await start(`
    await flow({ name: "bad" }, () => { throw new Error("bad luck"); })();
  `);
  let errors = "";
  program.stderr!.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(program, "close")) as [number];
  expect(code).toBe(1);
  expect(errors).toContain("Error: bad luck");
  expect(await flowStates()).toEqual(["FAILED"]);
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s is recorded as a crash of all that runs, then ends the process",
  async (signal) => {
    const program = await start(`
    const never = task({ name: "never" }, () => {
      console.log("running");
      return new Promise((resolve) => setTimeout(resolve, 60_000));
    });
    const child = flow({ name: "child" }, async () => never());
    await flow({ name: "parent" }, async () => child())();
  `);
    await once(program.stdout!, "data");
    program.kill(signal);
    const [, endedBy] = (await once(program, "close")) as [number | null, string];
    expect(endedBy).toBe(signal);
    expect(await flowStates()).toEqual(["CRASHED", "CRASHED"]);
    const [run] = await left((api) => api.taskRuns.filter({ task_runs: { name: { like_: "never" } } }));
    expect(run!.state_type).toBe("CRASHED");
  },
);

test("settings in files count for a program as they do for the command line", async () => {
  await writeFile(join(home, "profiles.toml"), 'active = "far"\n[profiles.far]\napi_url = "http://127.0.0.1:1/api"\n');
  await writeFile(join(home, "weir.toml"), "[logging]\nlevel = 'critical'\nto_api = false\n");
  const program = await start(
    `
    const { readSettings } = await import(${JSON.stringify(SETTINGS)});
    const { api_url, log_level, log_to_api } = readSettings();
    console.log(JSON.stringify([api_url, log_level, log_to_api]));
  `,
    { cwd: home },
  );
  let output = "";
  program.stdout!.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await once(program, "close");
  expect(JSON.parse(output)).toEqual(["http://127.0.0.1:1/api", "critical", false]);
});

test("a program that finds its settings wrong says all that is wrong with them", async () => {
  await writeFile(join(home, "weir.toml"), "sever_port = 1\n");
  const program = await start(`await flow({ name: "none" }, async () => 1)();`, {
    cwd: home,
    env: { WEIR_LOGGING_LEVEL: "loud" },
  });
  let output = "";
  program.stderr!.on("data", (chunk: Buffer) => (output += chunk.toString()));
  expect(await once(program, "close")).toEqual([1, null]);
  expect(output).toContain("weir.toml: sever_port is not a setting; did you mean server_port?");
  expect(output).toContain('WEIR_LOGGING_LEVEL: "loud" is none of debug');
});

test("a process that dies within a transaction has kept nothing and called no hook: the next one does it all", async () => {
  const program = (dies: boolean) => `
    import { byInputs, transaction } from ${JSON.stringify(SDK)};
    const hooks = { onCommit: () => console.log("commit"), onRollback: () => console.log("undo") };
    const step = task({ name: "step", hooks, cache: { policy: byInputs } }, () => console.log("step"));
    await flow({ name: "order" }, () =>
      transaction("order/7", async () => {
        await step();
        ${dies ? 'process.kill(process.pid, "SIGKILL");' : ""}
        console.log("done");
      }),
    )();
  `;
  const lines = async (dies: boolean): Promise<string[]> => {
    const child = await start(program(dies));
    let output = "";
    child.stdout!.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await once(child, "close");
    return output.trim().split("\n");
  };
  expect(await lines(true)).toEqual(["step"]);
  expect(await lines(false)).toEqual(["step", "done", "commit"]);
  expect(await lines(false)).toEqual([""]);
});
