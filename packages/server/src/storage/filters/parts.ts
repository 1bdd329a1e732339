/**
 * The parts of a filter that an index answers by itself: what a database needs to know to read few rows.
 *
 * A part is implied by the whole filter, so it may be added to it anywhere. Where a filter's parts are alternatives
 * (`or_`), none of them is.
 */
import type { FlowRunSort, TaskRunSort } from "@weir/contract";
import { sql } from "kysely";
import { anyOf, every, ids, within, type Condition } from "../conditions.ts";
import type { Dialect } from "../query.ts";
import { flowRunStart, isChildOfAny, stateTypeIs } from "./flow-runs.ts";
import { onlyIds, type Filters } from "./related.ts";

export interface Parts {
  /** Names the rows, or what they belong to: few are left, whatever the table's size. */
  readonly exact: Condition | undefined;
  /** Each may leave few rows or many. */
  readonly broad: readonly Condition[];
  /** The bounds of the key by which rows are ordered. */
  readonly range: Condition | undefined;
}

const present = (...conditions: (Condition | undefined)[]): Condition[] =>
  conditions.filter((condition) => condition !== undefined);

export function flowRunParts(dialect: Dialect, { flow_runs, flows }: Filters, sort: FlowRunSort): Parts {
  const column = (name: string) => sql.ref(`flow_run.${name}`);
  const ofFlows = anyOf(dialect, column("flow_id"), onlyIds(flows));
  if (!flow_runs || flow_runs.operator === "or_")
    return { exact: undefined, broad: present(ofFlows), range: undefined };
  const { id, state, deployment_id, parent_task_run_id, parent_flow_run_id, idempotency_key } = flow_runs;
  const and = <T extends { operator?: string }>(filter: T | null | undefined): T | undefined =>
    filter && filter.operator !== "or_" ? filter : undefined;
  const started = flow_runs.start_time ? within(flowRunStart, flow_runs.start_time) : undefined;
  const expected = flow_runs.expected_start_time
    ? within(column("expected_start_time"), flow_runs.expected_start_time)
    : undefined;
  const inState = stateTypeIs(dialect, and(state)?.type);
  return {
    exact: every(
      anyOf(dialect, column("id"), ids(id?.any_)),
      anyOf(dialect, column("idempotency_key"), idempotency_key?.any_),
      anyOf(dialect, column("parent_task_run_id"), ids(and(parent_task_run_id)?.any_)),
      parent_flow_run_id?.any_ ? isChildOfAny(dialect, parent_flow_run_id.any_) : undefined,
    ),
    broad: present(
      every(inState, started),
      expected && every(inState, expected),
      anyOf(dialect, column("deployment_id"), ids(and(deployment_id)?.any_)),
      ofFlows,
    ),
    range: sort.startsWith("START_TIME") ? started : sort.startsWith("EXPECTED") ? expected : undefined,
  };
}

export function taskRunParts(dialect: Dialect, { task_runs, flow_runs }: Filters, sort: TaskRunSort): Parts {
  const column = (name: string) => sql.ref(`task_run.${name}`);
  const ofFlowRuns = anyOf(dialect, column("flow_run_id"), onlyIds(flow_runs));
  if (!task_runs || task_runs.operator === "or_") return { exact: ofFlowRuns, broad: [], range: undefined };
  const { id, state, flow_run_id, expected_start_time } = task_runs;
  const expected = expected_start_time ? within(column("expected_start_time"), expected_start_time) : undefined;
  return {
    exact: every(
      anyOf(dialect, column("id"), ids(id?.any_)),
      ofFlowRuns,
      flow_run_id?.operator !== "or_" && !flow_run_id?.is_null_
        ? anyOf(dialect, column("flow_run_id"), ids(flow_run_id?.any_))
        : undefined,
    ),
    broad: present(
      every(state?.operator === "or_" ? undefined : anyOf(dialect, column("state_type"), state?.type?.any_), expected),
    ),
    range: sort.startsWith("EXPECTED") ? expected : undefined,
  };
}

/** What an index answers, alone or with what it finds; other conditions may have to be looked for in every row. */
const INDEXED: Readonly<Record<"flow_runs" | "task_runs", ReadonlySet<string>>> = {
  flow_runs: new Set([
    "id",
    "state",
    "start_time",
    "expected_start_time",
    "deployment_id",
    "parent_task_run_id",
    "parent_flow_run_id",
    "idempotency_key",
  ]),
  task_runs: new Set(["id", "state", "flow_run_id", "expected_start_time"]),
};

const said = (filter: object | null | undefined): string[] =>
  Object.entries(filter ?? {}).flatMap(([key, value]) => (value == null ? [] : [key]));

/** True if a query for these runs may go through the whole table. */
export function mayScan(table: "flow_runs" | "task_runs", filters: Filters): boolean {
  const own = filters[table];
  const related = table === "flow_runs" ? filters.flows : filters.flow_runs;
  const others = { ...filters, [table]: null, [table === "flow_runs" ? "flows" : "flow_runs"]: null };
  return (
    said(others).length > 0 ||
    (said(related).length > 0 && onlyIds(related) === undefined) ||
    own?.state?.name != null ||
    said(own).some((key) => (key === "operator" ? own?.operator === "or_" : !INDEXED[table].has(key)))
  );
}
