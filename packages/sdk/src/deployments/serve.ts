/**
 * `flow.serve()`: deployments without a work pool, whose runs this program starts itself, each in a process of its own
 * that loads this program again. The only file that imports the worker.
 */
import { fileURLToPath } from "node:url";
import { type Backend, backend as currentBackend } from "../backend.ts";
import { inSeconds } from "../duration.ts";
import { isLoadingFlows } from "../engine/flow-collection.ts";
import type { FlowDefinition } from "../engine/flow-definition.ts";
import { NoServer, servingUrl } from "../embedded.ts";
import { writeLine } from "../logging/console.ts";
import { homeOf } from "../settings.ts";
import type { PullSteps } from "./deploy.ts";
import type { ServedOptions, ServingOptions } from "./options.ts";
import { register } from "./register.ts";

/** Loaded when flows are served: other programs have no use for it. */
const load = () => import("@weir/worker");
type Worker = InstanceType<Awaited<ReturnType<typeof load>>["Worker"]>;

export interface Served extends ServedOptions {
  readonly flow: FlowDefinition;
  /** Of code that is not this program's: each run gets it into a folder of its own. */
  readonly pullSteps?: PullSteps;
}

/** Serves deployments until the process is told to stop. Does nothing where the module is only loaded to execute a run. */
export async function serve(served: readonly Served[], options: ServingOptions): Promise<void> {
  if (isLoadingFlows()) return;
  const backend = await currentBackend();
  const url = await urlOf(backend);
  const deployments = await Promise.all(
    served.map(({ flow, pullSteps, ...one }) => {
      const place = pullSteps ? { pull_steps: [...pullSteps] } : { path: "." };
      return register(backend, flow, one.name ?? flow.name, one, { ...place, paused: false });
    }),
  );
  const ids = deployments.map(({ id }) => id);
  const names = served.map(({ flow, name }) => `${flow.name}/${name ?? flow.name}`);
  const isElsewhere = served.every(({ pullSteps }) => pullSteps);
  const worker = await createWorker(backend, url, ids, names, { ...options, isElsewhere });
  const release = stopOnSignals(worker);
  say("info", `serving ${names.join(", ")}; Ctrl-C stops it`);
  try {
    await worker.work();
  } finally {
    release();
    if (options.pauseOnShutdown ?? true)
      await Promise.allSettled(ids.map((id) => backend.api.deployments.update({ id }, { paused: true })));
  }
}

async function createWorker(
  { api, settings }: Backend,
  url: string,
  ids: readonly string[],
  names: readonly string[],
  { limit = 5, pollInterval = "2s", isElsewhere }: ServingOptions & { readonly isElsewhere: boolean },
): Promise<Worker> {
  const { deploymentSource, Ledger, processLauncher, Worker: Loop } = await load();
  const child = new URL(import.meta.url.endsWith(".ts") ? "child-main.ts" : "child-main.js", import.meta.url);
  return new Loop(api, {
    name: `serve ${names.join(", ")}`,
    isTransient: true,
    source: deploymentSource(api, ids, inSeconds(pollInterval, "pollInterval")),
    launcher: processLauncher({
      execute: [process.execPath, ...process.execArgv, fileURLToPath(child)],
      workingDirectory: isElsewhere ? undefined : process.cwd(),
      print: (line) => process.stdout.write(`${line}\n`),
    }),
    ledger: new Ledger(homeOf(settings), url),
    limit,
    environment: { WEIR_API_URL: url, PREFECT_API_URL: url },
    log: say,
  });
}

async function urlOf({ settings }: Backend): Promise<string> {
  const url = settings.api_url ?? (await servingUrl(homeOf(settings)).then((found) => found && `${found}/api`));
  if (url !== undefined && url !== "") return url;
  throw new NoServer("serving needs a server: start one with `weir server start`, or set WEIR_API_URL");
}

/** The first signal lets what runs end, the second ends it. */
function stopOnSignals(worker: Worker): () => void {
  let signals = 0;
  const onSignal = (): void => {
    signals += 1;
    if (signals === 1) worker.drain();
    else worker.stop();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return () => void process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
}

const say = (level: "info" | "warn" | "error", message: string): void => writeLine(level, "", message, new Date());
