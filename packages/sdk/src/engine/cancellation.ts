/**
 * While a flow run runs: says that its process is there (heartbeats), and notices when somebody cancels it elsewhere.
 */
import { heartbeatEvent } from "../wire.ts";
import { cancelFeed } from "./cancel-feed.ts";
import type { FlowRun } from "./flow-run.ts";

/** The reference only shows heartbeats: it gets fewer. */
const OTHER_INTERVAL_MS = 30_000;

export interface Watch {
  stop(): void;
}

/** @param onCancelling called once, when the run was found to be cancelling */
export function watch(run: FlowRun, onCancelling: (state: string) => void): Watch {
  const { backend } = run;
  // Weir declares a run lost when its heartbeats stay away; how often they come, it is told with the Running state.
  const interval = backend.isWeir ? backend.settings.heartbeat * 1000 : OTHER_INTERVAL_MS;
  const feed = cancelFeed(backend);
  const timer = setInterval(() => {
    const beat = heartbeatEvent(run, run.asRelated.slice(1));
    backend.events.push(() => beat);
    void look();
  }, interval).unref();
  feed?.add(run.id, () => void look());

  async function look(): Promise<void> {
    try {
      const { state } = await backend.api.flowRuns.read({ id: run.id });
      if (state?.type === "CANCELLING" || state?.type === "CANCELLED") {
        stop();
        onCancelling(state.type);
      }
    } catch {
      // The next look will tell; a server that is away for a while must not end the run.
    }
  }
  function stop(): void {
    clearInterval(timer);
    feed?.remove(run.id);
  }
  return { stop };
}
