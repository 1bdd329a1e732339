/**
 * What this process has been told of its own flow runs that have not ended: as much as another server needs to go on with
 * them. Filled from the answers as they pass.
 */
import type { TransportRequest, TransportResponse } from "@weir/client";
import type { Flow, FlowRunResponse, ImportBatch, ImportedState, State, TaskRun } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";

interface KnownTask {
  readonly task: TaskRun;
  readonly states: readonly ImportedState[];
}

interface KnownRun {
  run: FlowRunResponse;
  readonly states: ImportedState[];
  /** Task runs that stand for subflows under way, by their ids. */
  readonly tasks: Map<string, KnownTask>;
}

const RUN = /^\/flow_runs\/([0-9a-f-]{36})(\/set_state)?$/;

export class KnownRuns {
  readonly #flows = new Map<string, Flow>();
  /** A parent stands before its subflows. */
  readonly #runs = new Map<string, KnownRun>();
  #ended: FlowRunResponse[] = [];

  note({ method, path, body }: TransportRequest, answer: TransportResponse): void {
    if (answer.status >= 300) return;
    if (method === "POST") {
      if (path === "/flows/") return this.#noteFlow(answer.body as Flow);
      if (path === "/flow_runs/") return this.#noteRun(answer.body as FlowRunResponse);
      if (path === "/task_runs/") return this.#noteTask(answer.body as TaskRun);
    }
    const found = path.startsWith("/flow_runs/") ? RUN.exec(path) : null;
    const known = found && this.#runs.get(found[1]!);
    if (!known) return;
    if (method === "PATCH") known.run = { ...known.run, ...(body as Partial<FlowRunResponse>) };
    else this.#noteState(known, (answer.body as { readonly state?: State | null } | undefined)?.state);
  }

  /** For the server that goes on with them. */
  batch(): ImportBatch {
    return {
      flows: [...this.#flows.values()].map(({ id, name, tags, labels }) => ({ id, name, tags, labels })),
      flow_runs: [...this.#runs.values()].map(({ run, states, tasks }) => ({
        ...run,
        // Deployments and their limits stay with the server.
        deployment_id: null,
        parent_task_run_id: run.parent_task_run_id ?? null,
        states,
        task_runs: [...tasks.values()].map((known) => ({ ...known.task, states: [...known.states] })),
      })),
    };
  }

  /** Runs that have ended are the server's alone, and so is what stood for them in their parents. */
  forgetEnded(): void {
    if (this.#ended.length === 0) return;
    for (const { id, parent_task_run_id: stoodFor } of this.#ended) {
      this.#runs.delete(id);
      if (stoodFor != null) for (const { tasks } of this.#runs.values()) if (tasks.delete(stoodFor)) break;
    }
    this.#ended = [];
  }

  #noteFlow(flow: Flow): void {
    this.#flows.set(flow.id, flow);
  }

  #noteRun(run: FlowRunResponse): void {
    this.#runs.set(run.id, { run, states: statesOf(run.state), tasks: new Map() });
  }

  #noteTask(task: TaskRun): void {
    const parent = task.flow_run_id == null ? undefined : this.#runs.get(task.flow_run_id);
    parent?.tasks.set(task.id, { task, states: statesOf(task.state) });
  }

  #noteState(known: KnownRun, state: State | null | undefined): void {
    if (!state) return;
    if (isFinalType(state.type)) this.#ended.push(known.run);
    if (known.states.at(-1)?.id !== state.id) known.states.push(...statesOf(state));
  }
}

const statesOf = (state: State | null | undefined): ImportedState[] =>
  state?.timestamp === undefined ? [] : [state as ImportedState];
