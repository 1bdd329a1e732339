import type { Micros, RunTimeline } from "@weir/contract";
import type { TimelineFlowRunRow, TimelineTaskRunRow } from "../../storage/queries/run-timelines.ts";

/** The key of a task's inputs that names the tasks within which it was called, the innermost last. */
const CALLERS = "__parents__";

type StateOf = Pick<RunTimeline["states"][number], "type">["type"];

/** Words that come again and again, each written once. */
class Dictionary<T> {
  readonly words: T[] = [];
  readonly #places = new Map<string, number>();

  /** `key` names the word among the others. */
  placeOf(key: string, word: () => T): number {
    let place = this.#places.get(key);
    if (place === undefined) this.#places.set(key, (place = this.words.push(word()) - 1));
    return place;
  }
}

/** The rows as columns; the first of `flowRuns` is the one that was asked for. */
export function timelineColumns(
  flowRuns: readonly TimelineFlowRunRow[],
  taskRuns: readonly TimelineTaskRunRow[],
  cut: boolean,
): RunTimeline {
  const [root] = flowRuns;
  const origin = root!.start_time ?? root!.expected_start_time ?? root!.created;
  const offset = (time: Micros): number => (time - origin) / 1000;
  const maybe = (time: Micros | null): number | null => (time === null ? null : offset(time));

  const flowRunPlaces = new Map(flowRuns.map(({ id }, place) => [id, place]));
  const places = new Map(taskRuns.map(({ id }, place) => [id, place]));
  const taskKeys = new Dictionary<string>();
  const states = new Dictionary<RunTimeline["states"][number]>();
  const columns: RunTimeline["task_runs"] = {
    id: [],
    name: [],
    flow_run: [],
    task_key: [],
    state: [],
    run_count: [],
    expected_start_time: [],
    start_time: [],
    end_time: [],
    updated: [],
    caller: [],
    inputs: [],
  };
  for (const row of taskRuns) {
    const { caller, inputs } = upstreamOf(row, places);
    const state = { type: row.state_type as StateOf, name: row.state_name };
    columns.id.push(row.id);
    columns.name.push(row.name);
    columns.flow_run.push(flowRunPlaces.get(row.flow_run_id!)!);
    columns.task_key.push(taskKeys.placeOf(row.task_key, () => row.task_key));
    columns.state.push(states.placeOf(`${state.type} ${state.name}`, () => state));
    columns.run_count.push(row.run_count);
    columns.expected_start_time.push(maybe(row.expected_start_time));
    columns.start_time.push(maybe(row.start_time));
    columns.end_time.push(maybe(row.end_time));
    columns.updated.push(offset(row.updated));
    columns.caller.push(caller);
    columns.inputs.push(inputs);
  }
  return {
    origin: origin / 1000,
    cut,
    flow_runs: flowRuns.map((run) => ({
      id: run.id,
      name: run.name,
      flow_id: run.flow_id,
      flow_name: run.flow_name,
      parent_task_run_id: run.parent_task_run_id,
      state_type: run.state_type as StateOf,
      state_name: run.state_name,
      expected_start_time: maybe(run.expected_start_time),
      start_time: maybe(run.start_time),
      end_time: maybe(run.end_time),
      updated: offset(run.updated),
    })),
    task_keys: taskKeys.words,
    states: states.words,
    task_runs: columns,
  };
}

/** Where the task runs stand that a task run was called by and took results of. */
function upstreamOf(
  { task_inputs }: TimelineTaskRunRow,
  places: ReadonlyMap<string, number>,
): { caller: number; inputs: number[] } {
  if (task_inputs === "{}") return { caller: -1, inputs: [] };
  const inputs = new Set<number>();
  let caller = -1;
  for (const [key, sources] of Object.entries(JSON.parse(task_inputs) as Record<string, { id?: string }[]>))
    for (const { id } of sources) {
      const place = id === undefined ? undefined : places.get(id);
      if (place === undefined) continue;
      if (key === CALLERS) caller = place;
      else inputs.add(place);
    }
  return { caller, inputs: [...inputs] };
}
