/** What has changed since the last patch: ids of runs, log lines and artifacts. It is filled, and emptied as a whole. */
import { formatTime, type Event, type LiveTopic, type Log, type Micros, type ReceivedEvent } from "@weir/contract";
import type { CommittedRunChange } from "../../events/bus.ts";

const FLOW_RUN = "prefect.flow-run.";
const TASK_RUN = "prefect.task-run.";
const COLLECTION = "prefect.artifact-collection.";
const ARTIFACT = "prefect.artifact.";

/** Events that one patch may carry: more than anybody reads in the time between two. */
const MOST_EVENTS = 200;

/** Which topics anybody looks at. */
export interface Watched {
  has(topic: string): boolean;
  /** True if any single run is looked at. */
  readonly anyRun: boolean;
}

export interface Changes {
  readonly flowRunIds: readonly string[];
  /** Flow runs that are gone. */
  readonly deletedIds: readonly string[];
  readonly taskRunIds: readonly string[];
  readonly logs: ReadonlyMap<LiveTopic, readonly Log[]>;
  /** Artifacts by the topic they belong to. */
  readonly artifacts: ReadonlyMap<string, LiveTopic>;
  readonly events: readonly ReceivedEvent[];
  /** There were more events than are worth telling one by one. */
  readonly eventsLost: boolean;
}

export class ChangeBuffer {
  #flowRuns = new Set<string>();
  #deleted = new Set<string>();
  #taskRuns = new Set<string>();
  #logs = new Map<LiveTopic, Log[]>();
  #artifacts = new Map<string, LiveTopic>();
  #events: ReceivedEvent[] = [];
  #eventsLost = false;

  get empty(): boolean {
    const kept = [this.#flowRuns, this.#deleted, this.#taskRuns, this.#logs, this.#artifacts];
    return kept.every(({ size }) => size === 0) && this.#events.length === 0 && !this.#eventsLost;
  }

  addEvent({ event, received }: { event: Event; received: Micros }, watched: Watched): void {
    if (watched.has("events")) this.#addForFeed(event, received);
    const resource = event.resource["prefect.resource.id"] ?? "";
    if (resource.startsWith(FLOW_RUN)) {
      // Whose subflow it is shows only once it is read, so any watched run is a reason to read it.
      if (watched.anyRun || watched.has("runs")) this.#flowRuns.add(resource.slice(FLOW_RUN.length));
      return;
    }
    const flowRun = relatedId(event, "flow-run", FLOW_RUN);
    if (flowRun === undefined || !watched.has(`run:${flowRun}`)) return;
    if (resource.startsWith(TASK_RUN)) this.#taskRuns.add(resource.slice(TASK_RUN.length));
    else if (resource.startsWith(COLLECTION)) {
      const artifact = relatedId(event, "latest", ARTIFACT);
      if (artifact !== undefined) this.#artifacts.set(artifact, `run:${flowRun}`);
    }
  }

  #addForFeed(event: Event, received: Micros): void {
    this.#eventsLost ||= this.#events.length >= MOST_EVENTS;
    if (this.#eventsLost) this.#events = [];
    else this.#events.push({ ...event, received: formatTime(received) });
  }

  addLog(log: Log, watched: Watched): void {
    const topic: LiveTopic = `run:${log.flow_run_id}`;
    if (!watched.has(topic)) return;
    const lines = this.#logs.get(topic);
    if (lines) lines.push(log);
    else this.#logs.set(topic, [log]);
  }

  addRunChange({ flowRunId, kind }: CommittedRunChange, watched: Watched): void {
    if (!watched.anyRun && !watched.has("runs")) return;
    if (kind === "details") this.#flowRuns.add(flowRunId);
    else this.#deleted.add(flowRunId);
  }

  /** Everything that has been added, once. */
  take(): Changes {
    const taken = {
      flowRunIds: [...this.#flowRuns].filter((id) => !this.#deleted.has(id)),
      deletedIds: [...this.#deleted],
      taskRunIds: [...this.#taskRuns],
      logs: this.#logs,
      artifacts: this.#artifacts,
      events: this.#events,
      eventsLost: this.#eventsLost,
    };
    this.#flowRuns = new Set();
    this.#deleted = new Set();
    this.#taskRuns = new Set();
    this.#logs = new Map();
    this.#artifacts = new Map();
    this.#events = [];
    this.#eventsLost = false;
    return taken;
  }
}

/** The id of what an event is related to in this role. */
function relatedId(event: Event, role: string, kind: string): string | undefined {
  const related = event.related?.find(
    (resource) => resource["prefect.resource.role"] === role && resource["prefect.resource.id"]?.startsWith(kind),
  );
  return related?.["prefect.resource.id"]?.slice(kind.length);
}
