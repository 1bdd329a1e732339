import { availableParallelism, hostname } from "node:os";
import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { client, type Client, NotFound } from "@weir/client";
import type { Settings } from "@weir/contract/settings";
import type { Health, Launcher, Membership, Worker } from "@weir/worker";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { paint } from "../../output/colours.ts";
import { count, portNumber, positiveNumber } from "../../output/numbers.ts";

interface Options {
  readonly pool: string;
  readonly type?: string;
  readonly queue?: readonly string[];
  readonly limit: number;
  readonly name?: string;
  readonly runOnce?: true;
  readonly createPool: boolean;
  readonly baseJobTemplate?: string;
  readonly querySeconds: number;
  readonly heartbeatSeconds: number;
  readonly graceSeconds: number;
  readonly withHealthcheck?: true;
  readonly healthPort: number;
  readonly healthHost: string;
  readonly installPolicy?: string;
}

const HELP = `
Each run gets a process of its own: \`weir flow-run execute\` for deployments in TypeScript, \`prefect flow-run execute\` of
the environment (Prefect has to be on the PATH) for those in Python, or the command in the job variables.

SIGTERM and Ctrl-C: no more runs are taken, and those that run may end. Again: they are ended. A worker that is started
after one that was killed ends what that has left, and hands back what it had not begun.

Examples:
  $ weir worker start --pool local
  $ weir worker start --pool local --queue urgent --limit 4
`;

/** Several runs wait for others much of the time; without a bound, a burst of them would take the machine. */
const DEFAULT_LIMIT = 2 * availableParallelism();

export function start(command: Command, context: Context): void {
  command
    .description("start a worker: it runs what is due in a work pool")
    .requiredOption("-p, --pool <name>", "work pool to take runs from")
    .option("-t, --type <type>", "type of the worker: process, docker, kubernetes (default: the pool's)")
    .option("-q, --queue <name...>", "only runs of these work queues")
    .addOption(new Option("--work-queue <name...>").hideHelp())
    .option("-l, --limit <count>", "most runs at a time", count, DEFAULT_LIMIT)
    .option("-n, --name <name>", "name of the worker (default: made up of type, host and process)")
    .option("--run-once", "run what is due now, then end")
    .option("--no-create-pool", "fail if the pool is not there, instead of creating it")
    .option("--base-job-template <file>", "template (JSON) of a pool that has none yet")
    .option("--query-seconds <seconds>", "time between looks at a server that is not Weir", positiveNumber, 10)
    .option("--heartbeat-seconds <seconds>", "time between signs of life", positiveNumber, 30)
    .option("--grace-seconds <seconds>", "time that a run has to end after it was told to", positiveNumber, 30)
    .option("--with-healthcheck", "answer GET /health: 200 as long as the server hears the worker, else 503")
    .option("--health-port <port>", "port to answer on; 0: any", portNumber, 8080)
    .option("--health-host <address>", "address to answer on", "127.0.0.1")
    .addOption(
      new Option("--install-policy <policy>", "as Prefect has it; nothing has to be installed here")
        .choices(["always", "if-not-present", "never", "prompt"])
        .hideHelp(),
    )
    .addHelpText("after", HELP)
    .action((options: Options & { readonly workQueue?: readonly string[] }) =>
      run({ ...options, queue: options.queue ?? options.workQueue ?? [] }, context),
    );
}

async function run(options: Options, context: Context): Promise<void> {
  const settings = context.settings();
  const { homeOf } = await import("@weir/sdk/local");
  const url = await serverOf(settings);
  await using api = client({ url, apiKey: settings.api_key, authString: settings.api_auth_string });
  const { type, base_job_template } = await poolOf(api, options);
  const launcher = await launcherOf(type);
  const { Ledger, Membership, poolSource, Worker: Loop } = await import("@weir/worker");
  const name = options.name ?? `${type}-${hostname()}-${process.pid}`;
  const membership = new Membership(api, launcher, {
    pool: options.pool,
    workerName: name,
    heartbeatSeconds: options.heartbeatSeconds,
    createPool: options.createPool,
    baseJobTemplate: base_job_template,
  });
  await warn(api, url, options);
  const served = await health(membership, options);
  const worker = new Loop(api, {
    name,
    isTransient: options.name === undefined,
    source: poolSource(api, {
      pool: options.pool,
      queues: options.queue,
      workerName: name,
      querySeconds: options.querySeconds,
    }),
    launcher,
    ledger: new Ledger(homeOf(settings), url),
    membership,
    limit: options.limit,
    graceMillis: options.graceSeconds * 1000,
    environment: serverEnvironment(url, settings),
    log,
  });
  try {
    await working(worker, options.runOnce ?? false);
  } finally {
    await served?.[Symbol.asyncDispose]();
  }
}

/** @throws Failure for a type that there is no launcher for, or whose infrastructure is out of reach */
async function launcherOf(type: string): Promise<Launcher> {
  const { dockerLauncher, kubernetesLauncher, processLauncher } = await import("@weir/worker");
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const options = { print, log: (message: string) => log("info", message) };
  try {
    if (type === "process") return processLauncher({ execute: executeCommand(), print });
    if (type === "docker") return await dockerLauncher(options);
    if (type === "kubernetes") return await kubernetesLauncher(options);
  } catch (error) {
    throw new Failure((error as Error).message, "Start the worker where it can be reached.", { cause: error });
  }
  throw new Failure(`there are no workers of type ${type}`, "Give --type process, docker or kubernetes.");
}

/** Says what may lead to surprises later. */
async function warn(api: Client, url: string, { pool, name }: Options): Promise<void> {
  const { clockDoubt, nameDoubt } = await import("@weir/worker");
  const doubts = await Promise.all([
    clockDoubt(url),
    // A pool that is not there yet has no workers.
    name === undefined ? undefined : nameDoubt(api, pool, name).catch(() => undefined),
  ]);
  for (const doubt of doubts) if (doubt !== undefined) log("warn", doubt);
}

async function health(membership: Membership, options: Options): Promise<Health | undefined> {
  if (!options.withHealthcheck) return undefined;
  const { healthHost: host, healthPort: port, heartbeatSeconds } = options;
  const { serveHealth } = await import("@weir/worker");
  try {
    const served = await serveHealth(membership, { host, port, heartbeatSeconds });
    log("info", `health is told at ${served.url}`);
    return served;
  } catch (error) {
    throw new Failure(
      `health cannot be told at ${host}:${port} (${(error as NodeJS.ErrnoException).code})`,
      "Give another --health-port or --health-host.",
      { cause: error },
    );
  }
}

async function working(worker: Worker, once: boolean): Promise<void> {
  const onSignal = onSignals(worker);
  try {
    await worker.work({ once });
  } catch (error) {
    if ((error as Error).name !== "PoolUnusable") throw error;
    throw new Failure((error as Error).message, "See the pools with `weir work-pool ls`.", { cause: error });
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}

/** The first signal drains, the second ends the runs, the third the worker. */
function onSignals(worker: Worker): (signal: NodeJS.Signals) => void {
  let signals = 0;
  const onSignal = (signal: NodeJS.Signals): void => {
    signals += 1;
    if (signals === 1) {
      log(
        "info",
        `Taking no more runs${worker.active > 0 ? `; ${worker.active} may end. Again, and they are ended` : ""}.`,
      );
      worker.drain();
    } else if (signals === 2) worker.stop();
    else process.exit(signal === "SIGINT" ? 130 : 143);
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return onSignal;
}

/** The server that workers and the processes they start talk to: none of them can open the database by itself. */
async function serverOf(settings: Settings): Promise<string> {
  if (settings.api_url !== undefined) return settings.api_url;
  const { homeOf, servingUrl } = await import("@weir/sdk/local");
  const url = await servingUrl(homeOf(settings));
  if (url !== undefined) return `${url}/api`;
  throw new Failure("a worker needs a server", "Start one with `weir server start`, or set WEIR_API_URL.");
}

/** The pool's type; what it is to be created with, if it is not there. */
async function poolOf(
  api: Client,
  { pool: name, type, createPool, baseJobTemplate }: Options,
): Promise<{ type: string; base_job_template: Record<string, unknown> | undefined }> {
  const base_job_template =
    baseJobTemplate === undefined
      ? undefined
      : (JSON.parse(await readFile(baseJobTemplate, "utf8")) as Record<string, unknown>);
  if (type !== undefined) return { type, base_job_template };
  try {
    return { type: (await api.workPools.read({ name })).type, base_job_template };
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    if (createPool) return { type: "process", base_job_template };
    throw new Failure(`there is no work pool ${name}`, `Create it with \`weir work-pool create ${name}\`.`, {
      cause: error,
    });
  }
}

/** This very program, to execute a run. */
const executeCommand = (): string[] => [process.execPath, ...process.execArgv, process.argv[1]!, "flow-run", "execute"];

function serverEnvironment(url: string, { api_key, api_auth_string }: Settings): Record<string, string> {
  const values = { API_URL: url, API_KEY: api_key, API_AUTH_STRING: api_auth_string };
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) =>
      value === undefined
        ? []
        : [
            [`WEIR_${key}`, value],
            [`PREFECT_${key}`, value],
          ],
    ),
  ) as Record<string, string>;
}

function log(level: "info" | "warn" | "error", message: string): void {
  const time = new Date().toTimeString().slice(0, 8);
  const painted = level === "info" ? message : paint(level === "warn" ? "yellow" : "red", message, process.stderr);
  process.stderr.write(`${paint("dim", `${time} | worker |`, process.stderr)} ${painted}\n`);
}
