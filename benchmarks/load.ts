/**
 * The load generator: a process of its own, so that it takes no time from the server it measures. Takes a job from its
 * parent, says when it is ready, then answers each request for a round with what it measured.
 */
import { ClosedLoop, type Bounds, type LoadResult } from "./load/closed-loop.ts";
import { sendEvents, type EventJob, type EventResult } from "./load/events.ts";
import { filterFlowRuns } from "./load/workloads/filters.ts";
import { createFlowRuns, flowRunCycles, flowRunStates } from "./load/workloads/flow-runs.ts";
import { holdSlots } from "./load/workloads/limits.ts";

const WORKLOADS = { createFlowRuns, flowRunStates, flowRunCycles, filterFlowRuns, holdSlots };

type Workloads = typeof WORKLOADS;

/** A workload by its name, with what it works on. */
export type Work = { [K in keyof Workloads]: { kind: K; on: Parameters<Workloads[K]>[0] } }[keyof Workloads];

export interface Job {
  /** The server's address, without `/api`. */
  readonly url: string;
  readonly width: number;
  readonly work: Work;
}

export type ToLoad = { readonly prepare: Job } | { readonly run: Bounds } | { readonly events: EventJob };
export type FromLoad =
  | { readonly ready: true }
  | { readonly result: LoadResult }
  | { readonly recorded: EventResult }
  | { readonly failed: string };

let load: ClosedLoop | undefined;

async function obey(message: ToLoad): Promise<FromLoad> {
  if ("run" in message) return { result: await load!.run(message.run) };
  if ("events" in message) return { recorded: await sendEvents(message.events) };
  const { url, width, work } = message.prepare;
  load = new ClosedLoop(url, width, WORKLOADS[work.kind](work.on as never));
  await load.prepare();
  return { ready: true };
}

process.on("message", (message: ToLoad) => {
  obey(message).then(
    (answer) => process.send!(answer),
    (error: unknown) => process.send!({ failed: String((error as Error).stack ?? error) } satisfies FromLoad),
  );
});
process.once("disconnect", () => process.exit());
