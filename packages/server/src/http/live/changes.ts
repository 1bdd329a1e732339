/** What has changed since the last patch: ids of runs, and log lines. A clearly named buffer: it is filled and emptied. */
import type { Event } from "@weir/contract";
import type { CommittedLog } from "../../storage/outbox.ts";

const FLOW_RUN = "prefect.flow-run.";
const TASK_RUN = "prefect.task-run.";

/** Which topics anybody looks at. */
export interface Watched {
  has(topic: string): boolean;
  /** True if any single run is looked at. */
  readonly anyRun: boolean;
}

export class ChangeBuffer {
  #flowRuns = new Set<string>();
  #taskRuns = new Set<string>();
  #logs = new Map<string, CommittedLog[]>();

  get empty(): boolean {
    return this.#flowRuns.size === 0 && this.#taskRuns.size === 0 && this.#logs.size === 0;
  }

  addEvent(event: Event, watched: Watched): void {
    const resource = event.resource["prefect.resource.id"] ?? "";
    if (resource.startsWith(FLOW_RUN)) {
      // Whose subflow it is shows only once it is read, so any watched run is a reason to read it.
      if (watched.anyRun || watched.has("runs")) this.#flowRuns.add(resource.slice(FLOW_RUN.length));
    } else if (resource.startsWith(TASK_RUN)) {
      const flowRun = flowRunOf(event);
      if (flowRun !== undefined && watched.has(`run:${flowRun}`)) this.#taskRuns.add(resource.slice(TASK_RUN.length));
    }
  }

  addLog(log: CommittedLog, watched: Watched): void {
    const topic = `run:${log.flow_run_id}`;
    if (!watched.has(topic)) return;
    const lines = this.#logs.get(topic);
    if (lines) lines.push(log);
    else this.#logs.set(topic, [log]);
  }

  /** Everything that has been added, once. */
  take(): {
    readonly flowRunIds: readonly string[];
    readonly taskRunIds: readonly string[];
    readonly logs: ReadonlyMap<string, readonly CommittedLog[]>;
  } {
    const taken = { flowRunIds: [...this.#flowRuns], taskRunIds: [...this.#taskRuns], logs: this.#logs };
    this.#flowRuns = new Set();
    this.#taskRuns = new Set();
    this.#logs = new Map();
    return taken;
  }
}

/** The flow run that a task run's event is related to. */
function flowRunOf(event: Event): string | undefined {
  const related = event.related?.find(
    (resource) =>
      resource["prefect.resource.role"] === "flow-run" && resource["prefect.resource.id"]?.startsWith(FLOW_RUN),
  );
  return related?.["prefect.resource.id"]?.slice(FLOW_RUN.length);
}
