/** What a worker does with the runs of its pool. */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitUntil } from "@weir/testkit";
import { Site } from "./support.ts";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site[Symbol.asyncDispose]());

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A flow that writes its process's id to a file and then waits to be told to stop, or not even that. */
const waiting = (file: string, heedsSignal: boolean): string => `
  export const job = flow({ name: "job", onCancellation: { grace: "1s" } }, async (_, { signal }) => {
    appendFileSync(${JSON.stringify(file)}, process.pid + "\\n");
    await new Promise((resolve) => { ${heedsSignal ? 'signal.addEventListener("abort", resolve);' : ""} setTimeout(resolve, 60_000); });
  });`;

async function pidsIn(file: string, count = 1): Promise<number[]> {
  return waitUntil(
    async () => {
      const pids = (await readFile(file, "utf8")).trim().split("\n").map(Number);
      return pids.length >= count && pids;
    },
    { timeout: 20_000 },
  );
}

test("runs complete, at most so many at a time, and say who has run them as what", async () => {
  const file = join(site.folder, "times");
  const id = await site.deploy(`
    export const job = flow({ name: "job" }, async ({ n }: { n: number }) => {
      appendFileSync(${JSON.stringify(file)}, "begin\\n");
      await new Promise((resolve) => setTimeout(resolve, 300));
      appendFileSync(${JSON.stringify(file)}, "end\\n");
      return n;
    });`);
  const worker = await site.worker(["--name", "anna", "--limit", "2"]);
  const runs = await Promise.all([1, 2, 3, 4, 5].map((n) => site.run(id, { n })));
  const ended = await Promise.all(runs.map((run) => site.until(run.id, "COMPLETED")));
  let open = 0;
  const most = (await readFile(file, "utf8"))
    .trim()
    .split("\n")
    .reduce((max, word) => {
      open += word === "begin" ? 1 : -1;
      return Math.max(max, open);
    }, 0);
  expect(most).toBe(2);
  expect(ended.map(({ run_count: count }) => count)).toEqual([1, 1, 1, 1, 1]);
  expect(ended[0]!.labels).toMatchObject({ "prefect.worker.name": "anna", "prefect.work-pool.name": "local" });
  expect(Number(ended[0]!.infrastructure_pid)).toBeGreaterThan(1);
  const workers = await site.api.workPools.filterWorkers({ work_pool_name: "local" }, {});
  expect(workers).toMatchObject([{ name: "anna", status: "ONLINE" }]);
  worker.kill("SIGTERM");
  await once(worker, "exit");
});

test.each([
  ["process.exit(3);", "its process ended with exit code 3"],
  [`process.kill(process.pid, "SIGKILL");`, "its process was killed by SIGKILL: by somebody, or by the system"],
  [`process.kill(process.pid, "SIGSEGV");`, "its process was killed by SIGSEGV"],
  [
    `console.error("FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"); process.exit(134);`,
    "its process was killed by SIGABRT: memory ran out",
  ],
])("a process that ends without the run's end crashes the run, with the reason: %s", async (code, reason) => {
  const id = await site.deploy(`
    export const job = flow({ name: "job" }, async () => { console.error("last words"); ${code} });`);
  const worker = await site.worker();
  const { id: run } = await site.run(id);
  const { state } = await site.until(run, "CRASHED");
  expect(state!.message).toContain(reason);
  const logs = await site.api.logs.filter({ logs: { flow_run_id: { any_: [run] } } });
  expect(logs.map(({ message }) => message).join("\n")).toContain("last words");
  worker.kill("SIGTERM");
  await once(worker, "exit");
});

test("a command that is not there crashes the run and says so", async () => {
  const id = await site.deploy("", { job_variables: { command: "no-such-program --now" } });
  const worker = await site.worker();
  const { state } = await site.until((await site.run(id)).id, "CRASHED");
  expect(state!.message).toContain("there is no program no-such-program");
  worker.kill("SIGTERM");
  await once(worker, "exit");
});

test("job variables reach the process: of the deployment, of the run over them, and from variables of the server", async () => {
  await site.api.variables.create({ name: "colour", value: "blue" });
  const id = await site.deploy(
    `export const job = flow({ name: "job" }, () => [process.env.A, process.env.B, process.env.C].join());`,
    { job_variables: { env: { A: "deployment", B: "deployment", C: "{{ prefect.variables.colour }}" } } },
  );
  const worker = await site.worker();
  const { id: run } = await site.api.deployments.createFlowRun({ id }, { job_variables: { env: { B: "run" } } });
  const { state } = await site.until(run, "COMPLETED");
  expect(JSON.stringify(state!.data)).toContain("deployment,run,blue");
  worker.kill("SIGTERM");
  await once(worker, "exit");
});

test.each([
  ["lets the flow end by itself", true],
  ["ends the group of a process that does not listen", false],
])("cancelling a running run %s", async (_, heedsSignal) => {
  const file = join(site.folder, `cancel-${String(heedsSignal)}`);
  const id = await site.deploy(waiting(file, heedsSignal));
  const worker = await site.worker();
  const { id: run } = await site.run(id);
  const [pid] = await pidsIn(file);
  await site.api.flowRuns.setState({ id: run }, { state: { type: "CANCELLING" } });
  await site.until(run, "CANCELLED");
  await waitUntil(() => !alive(pid!));
  worker.kill("SIGTERM");
  await once(worker, "exit");
});

test("SIGTERM to a worker lets what runs end, and leaves what is due to others", async () => {
  const id = await site.deploy(`
    export const job = flow({ name: "job" }, async () => {
      process.stdout.write("at work\\n");
      await new Promise((resolve) => setTimeout(resolve, 1500));
    });`);
  const worker = await site.worker();
  const { id: run } = await site.run(id);
  await site.until(run, "RUNNING");
  worker.kill("SIGTERM");
  const later = await site.run(id);
  await once(worker, "exit");
  expect(worker.exitCode).toBe(0);
  expect(await site.read(run)).toMatchObject({ state_type: "COMPLETED" });
  expect(await site.read(later.id)).toMatchObject({ state_type: "SCHEDULED" });
  const next = await site.worker(["--run-once"]);
  if (next.exitCode === null) await once(next, "exit");
  expect(await site.read(later.id)).toMatchObject({ state_type: "COMPLETED", run_count: 1 });
});

test("a worker killed with a run: the next one ends its process, the run has one end, what was not begun is run", async () => {
  const file = join(site.folder, "killed");
  const id = await site.deploy(waiting(file, true));
  const quick = await site.deploy(`export const job = flow({ name: "job" }, () => 1);`);
  const worker = await site.worker(["--limit", "1"]);
  const { id: run } = await site.run(id);
  const [pid] = await pidsIn(file);
  const { id: queued } = await site.run(quick);
  worker.kill("SIGKILL");
  await once(worker, "exit");
  expect(alive(pid!)).toBe(true);
  const next = await site.worker();
  await site.until(run, "CRASHED");
  await waitUntil(() => !alive(pid!));
  expect(await site.until(queued, "COMPLETED")).toMatchObject({ run_count: 1 });
  expect((await pidsIn(file)).length).toBe(1);
  next.kill("SIGTERM");
  await once(next, "exit");
});

test("runs whose worker is killed go on, and end by themselves", async () => {
  const file = join(site.folder, "orphan");
  const id = await site.deploy(`
    export const job = flow({ name: "job", log: { console: true } }, async () => {
      appendFileSync(${JSON.stringify(file)}, process.pid + "\\n");
      for (let i = 0; i < 20; i++) { console.log("step", i); await new Promise((resolve) => setTimeout(resolve, 50)); }
    });`);
  const worker = await site.worker();
  const { id: run } = await site.run(id);
  await pidsIn(file);
  worker.kill("SIGKILL");
  await once(worker, "exit");
  expect(await site.until(run, "COMPLETED")).toMatchObject({ run_count: 1 });
  await waitUntil(async () => {
    const logs = await site.api.logs.filter({ logs: { flow_run_id: { any_: [run] } } });
    return logs.filter(({ message }) => message.startsWith("step")).length === 20;
  });
});

test("workers killed again and again: each run ends once, none runs twice, none is left", async () => {
  const file = join(site.folder, "storm");
  const id = await site.deploy(`
    export const job = flow({ name: "job" }, async ({ n }: { n: number }) => {
      appendFileSync(${JSON.stringify(file)}, n + "\\n");
      await new Promise((resolve) => setTimeout(resolve, 200));
    });`);
  const runs = await Promise.all(Array.from({ length: 16 }, (_, n) => site.run(id, { n })));
  for (const after of [1, 4, 7, 10]) {
    const worker = await site.worker(["--limit", "3"]);
    // In the middle of whatever it is doing once so many have begun.
    await pidsIn(file, after);
    worker.kill("SIGKILL");
    await once(worker, "exit");
  }
  const last = await site.worker(["--limit", "8"]);
  const ended = await Promise.all(
    runs.map(({ id: run }) =>
      waitUntil(
        async () => {
          const found = await site.read(run);
          return found.end_time != null && found;
        },
        { timeout: 60_000, what: "an end" },
      ),
    ),
  );
  const begun = (await readFile(file, "utf8")).trim().split("\n");
  expect(new Set(begun).size).toBe(begun.length);
  for (const { state_type: type } of ended) expect(["COMPLETED", "CRASHED"]).toContain(type);
  for (const run of ended) {
    const states = await site.api.flowRunStates.list({ flow_run_id: run.id });
    const ends = states.filter(({ type }) => type === "COMPLETED" || type === "CRASHED");
    expect(ends.length, states.map(({ type, message }) => `${type} ${message}`).join("\n")).toBe(1);
    expect(run.run_count).toBeLessThanOrEqual(1);
  }
  last.kill("SIGTERM");
  await once(last, "exit");
}, 120_000);
