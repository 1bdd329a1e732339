/**
 * Where runs come from. Whatever a source gives is Pending, and nobody else's.
 *
 * A Weir server gives runs away as they become due: one request claims, and waits. Any other server lists what
 * is scheduled; claiming is proposing Pending, which only one of several workers gets accepted.
 */
import type { Client } from "@weir/client";
import type { FlowRunResponse } from "@weir/contract";
import { formatTime, parseTime } from "@weir/contract/time";
import type { ClaimedRun } from "./launcher.ts";
import { pause } from "./pause.ts";

export interface Claim {
  readonly most: number;
  readonly wait: boolean;
  readonly token: string;
}

export interface WorkSource {
  /**
   * Claims due runs. Waits for one to be due if there is none, for some time: an empty answer means ask again.
   *
   * @param claim.most how many there is room for
   * @param claim.wait false: answers at once
   * @param claim.token another UUID each time; the same again where no answer came, for the same runs
   */
  claim(claim: Claim, signal?: AbortSignal): Promise<readonly ClaimedRun[]>;
}

export interface PoolSourceOptions {
  readonly pool: string;
  /** Only of these queues. Default: all. */
  readonly queues?: readonly string[] | undefined;
  readonly workerName: string;
  /** Seconds between looks at a server that is not Weir. */
  readonly querySeconds: number;
}

/** Seconds that a request for work waits. */
const LONG_POLL = 20;
/** Most runs of one request. */
const MOST = 50;

/** Runs of a work pool. */
export function poolSource(api: Client, options: PoolSourceOptions): WorkSource {
  const { pool: name, queues, workerName: worker_name, querySeconds } = options;
  const of = queues && queues.length > 0 ? { work_queue_names: [...queues] } : {};
  const polled = polling(api, querySeconds, async (scheduled_before, signal) => {
    const found = await api.workPools.getScheduledFlowRuns({ name }, { ...of, scheduled_before }, { signal });
    return found.map(({ flow_run }) => flow_run);
  });
  return {
    async claim(claim, signal) {
      if (api.weirVersion === undefined) return polled.claim(claim, signal);
      const { most, wait, token } = claim;
      const body = { ...of, worker_name, token, limit: Math.min(most, MOST), wait: wait ? LONG_POLL : 0 };
      return (await api.workPools.claim({ name }, body, { signal })).flow_runs;
    },
  };
}

/** Runs of deployments that no work pool has. */
export function deploymentSource(api: Client, ids: readonly string[], querySeconds: number): WorkSource {
  const deployment_ids = [...ids];
  const polled = polling(api, querySeconds, (scheduled_before, signal) =>
    api.deployments.getScheduledFlowRuns({ deployment_ids, scheduled_before }, { signal }),
  );
  return {
    async claim(claim, signal) {
      if (api.weirVersion === undefined) return polled.claim(claim, signal);
      const { most, wait, token } = claim;
      const body = { deployment_ids, token, limit: Math.min(most, MOST), wait: wait ? LONG_POLL : 0 };
      return (await api.deployments.claim(body, { signal })).flow_runs;
    },
  };
}

type Scheduled = ClaimedRun & Pick<FlowRunResponse, "next_scheduled_start_time" | "empirical_policy">;
type Look = (before: string, signal: AbortSignal | undefined) => Promise<readonly Scheduled[]>;

function polling(api: Client, querySeconds: number, look: Look): WorkSource {
  let next = 0;
  return {
    async claim({ most, wait }, signal) {
      if (wait) await pause(next - Date.now(), signal);
      const asked = Date.now();
      // What becomes due before the next look is known by then, and looked for at its time.
      const listed = await look(formatTime((asked + querySeconds * 1000) * 1000), signal);
      // The next attempt of a run that a process is at work on is that process's.
      const found = listed.filter((run) => run.empirical_policy?.retry_type !== "in_process");
      const dueAt = (run: Scheduled): number =>
        run.next_scheduled_start_time == null ? asked : parseTime(run.next_scheduled_start_time) / 1000;
      const due = found.filter((run) => dueAt(run) <= asked);
      const later = found.filter((run) => dueAt(run) > asked).map(dueAt);
      next = due.length > most ? 0 : Math.min(asked + querySeconds * 1000, ...later);
      const claims = await Promise.all(due.slice(0, most).map((run) => claimed(api, run)));
      return claims.filter((run) => run !== undefined);
    },
  };
}

/** The run, if the server lets it be ours. */
async function claimed(api: Client, run: Scheduled): Promise<Scheduled | undefined> {
  const { status, state } = await api.flowRuns.setState({ id: run.id }, { state: { type: "PENDING" } });
  return status === "ACCEPT" && state?.type === "PENDING" ? run : undefined;
}
