/**
 * Uploads to a Prefect server, as far as its protocol goes.
 *
 * - It chooses the ids of flow runs itself, so a run that it has not seen gets another one; whatever names the run then
 *   names that. The journal's id is the idempotency key, by which a repeated upload finds the run again.
 * - It stamps the states of flow runs with the present time. When they were entered stands in the run's labels,
 *   `weir.started` and `weir.ended`.
 * - Task runs and events keep ids and times. Logs keep their times, artifacts their content.
 */
import { Invalid, NotFound, TooLarge } from "@weir/client";
import type {
  Artifact,
  Event,
  ImportBatch,
  ImportedArtifact,
  ImportedFlow,
  ImportedFlowRun,
  ImportedLog,
  ImportedState,
  Log,
  State,
  StateCreate,
} from "@weir/contract";
import { Ids } from "./ids.ts";
import type { Receiver, Send } from "./upload.ts";

/** Greatest page that the server gives. */
const PAGE = 200;

export class PrefectReceiver implements Receiver {
  readonly #send: Send;
  readonly #refused: string[];
  readonly #ids = new Ids();

  /** @param refused takes what the server does not */
  constructor(send: Send, refused: string[]) {
    this.#send = send;
    this.#refused = refused;
  }

  async take({ flows = [], flow_runs: runs = [], events = [], logs = [], artifacts = [] }: ImportBatch): Promise<void> {
    for (const flow of flows) await this.#takeFlow(flow);
    for (const run of runs) await this.#takeRun(run);
    await this.#takeEvents(events.filter((event) => !isServersOwn(event)).map((event) => this.#ids.in(event)));
    if (logs.length > 0) await this.#takeLogs(this.#ids.in(logs));
    if (artifacts.length > 0) await this.#takeArtifacts(this.#ids.in(artifacts));
  }

  async #post<T>(path: string, body: unknown): Promise<T> {
    return (await this.#send({ method: "POST", path, body })).body as T;
  }

  async #takeFlow({ id, name, tags = [] }: ImportedFlow): Promise<void> {
    this.#ids.add(id, (await this.#post<{ id: string }>("/flows/", { name, tags })).id);
  }

  async #takeRun(run: ImportedFlowRun): Promise<void> {
    const id = await this.#serversRun(run);
    this.#ids.add(run.id, id);
    for (const task of run.task_runs ?? []) {
      const { task_key, dynamic_key, name, task_version, empirical_policy, tags, task_inputs } = task;
      const body = { id: task.id, flow_run_id: id, task_key, dynamic_key, name, task_version, empirical_policy, tags };
      // Its further states are the subflow's: the server mirrors those.
      const state = { type: "PENDING", state_details: {} };
      const made = await this.#post<{ id: string }>("/task_runs/", {
        ...body,
        task_inputs: this.#ids.in(task_inputs),
        state,
      });
      this.#ids.add(task.id, made.id);
    }
    const query = { flow_run_id: id };
    const known = (await this.#send({ method: "GET", path: "/flow_run_states/", query })).body as State[];
    const there = new Set(known.flatMap((state) => [state.id, state.state_details?.transition_id]));
    for (const state of run.states)
      if (!there.has(state.id) && !there.has(transitionOf(state)))
        await this.#post(`/flow_runs/${id}/set_state`, { state: this.#ids.in(proposal(state)), force: true });
    await this.#send({ method: "PATCH", path: `/flow_runs/${id}/labels`, body: timesOf(run) });
  }

  /** The id of the run on the server: its own, if it was begun there. */
  async #serversRun(run: ImportedFlowRun): Promise<string> {
    try {
      await this.#send({ method: "GET", path: `/flow_runs/${run.id}` });
      return run.id;
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
    }
    const { name, flow_version, parameters, empirical_policy, tags, parent_task_run_id: parent } = run;
    const made = await this.#post<{ id: string }>("/flow_runs/", {
      flow_id: this.#ids.of(run.flow_id),
      name,
      flow_version,
      parameters,
      empirical_policy,
      tags,
      parent_task_run_id: parent == null ? null : this.#ids.of(parent),
      idempotency_key: run.idempotency_key ?? run.id,
      state: proposal(run.states[0]!),
    });
    return made.id;
  }

  /** Events keep their ids: the server drops those that it has. One that it refuses harms no other. */
  async #takeEvents(events: readonly Event[]): Promise<void> {
    if (events.length === 0) return;
    try {
      await this.#post("/events", events);
    } catch (error) {
      if (!(error instanceof Invalid || error instanceof TooLarge)) throw error;
      if (events.length === 1) return void this.#refused.push(error.message);
      const middle = events.length >> 1;
      await this.#takeEvents(events.slice(0, middle));
      await this.#takeEvents(events.slice(middle));
    }
  }

  /** Lines have no ids that the server would take: those that are there already are known by what they say and when. */
  async #takeLogs(logs: readonly ImportedLog[]): Promise<void> {
    const filter = { timestamp: { after_: logs[0]!.timestamp, before_: logs.at(-1)!.timestamp } };
    const there = new Set<string>();
    for (let offset = 0; ; offset += PAGE) {
      const page = await this.#post<Log[]>("/logs/filter", {
        logs: filter,
        sort: "TIMESTAMP_ASC",
        limit: PAGE,
        offset,
      });
      for (const line of page) there.add(lineOf(line));
      if (page.length < PAGE) break;
    }
    const fresh = logs.filter((line) => !there.has(lineOf(line)));
    const bodies = fresh.map(({ name, level, message, timestamp, flow_run_id, task_run_id }) => ({
      name,
      level,
      message,
      timestamp,
      flow_run_id,
      task_run_id,
    }));
    if (bodies.length > 0) await this.#post("/logs/", bodies);
  }

  /** Artifacts have no ids either: as many of the same content as the journal has are wanted. */
  async #takeArtifacts(artifacts: readonly ImportedArtifact[]): Promise<void> {
    const there = new Map<string, number>();
    const runs = [...new Set(artifacts.flatMap(({ flow_run_id: id }) => id ?? []))];
    for (let offset = 0; ; offset += PAGE) {
      const filter = { artifacts: { flow_run_id: { any_: runs } }, limit: PAGE, offset };
      const page = await this.#post<Artifact[]>("/artifacts/filter", filter);
      for (const one of page) there.set(contentOf(one), (there.get(contentOf(one)) ?? 0) + 1);
      if (page.length < PAGE) break;
    }
    for (const artifact of artifacts) {
      const content = contentOf(artifact);
      const left = there.get(content) ?? 0;
      there.set(content, left - 1);
      if (left > 0) continue;
      const { key, type, description, data, metadata_, flow_run_id, task_run_id } = artifact;
      await this.#post("/artifacts/", { key, type, description, data, metadata_, flow_run_id, task_run_id });
    }
  }
}

/** What the server tells by itself when it takes in flows and states. */
const isServersOwn = ({ event, resource }: Event): boolean =>
  event === "prefect.flow.created" ||
  (resource["prefect.resource.id"]!.startsWith("prefect.flow-run.") && resource["prefect.state-type"] !== undefined);

/** The id of the change that led to a state: the client's, or what stands for it. */
const transitionOf = (state: ImportedState): string => state.state_details?.transition_id ?? state.id;

const proposal = (state: ImportedState): StateCreate => ({
  type: state.type,
  name: state.name,
  message: state.message,
  data: state.data,
  state_details: { ...state.state_details, transition_id: transitionOf(state) },
});

/** When the run began and ended in truth. */
function timesOf({ states }: ImportedFlowRun): Record<string, string> {
  const started = states.find(({ type }) => type === "RUNNING")?.timestamp;
  const ended = states.at(-1)?.timestamp;
  return { ...(started && { "weir.started": started }), ...(ended && { "weir.ended": ended }) };
}

const lineOf = ({ timestamp, flow_run_id, task_run_id, name, level, message }: ImportedLog | Log): string =>
  JSON.stringify([Date.parse(timestamp), flow_run_id ?? null, task_run_id ?? null, name, level, message]);

const contentOf = ({ key, type, description, data, flow_run_id, task_run_id }: Artifact | ImportedArtifact): string =>
  JSON.stringify([
    key ?? null,
    type ?? null,
    description ?? null,
    data ?? null,
    flow_run_id ?? null,
    task_run_id ?? null,
  ]);
