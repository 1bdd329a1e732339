/**
 * Filters across tables: a row is kept if it matches its own filter and has related rows that match the others (spec
 * CORE, 8.1). All conditions are about the row's own table, so they can stand in the `where` of any query on it.
 */
import type {
  DeploymentFilter,
  FlowFilter,
  FlowRunFilter,
  TaskRunFilter,
  WorkPoolFilter,
  WorkQueueFilter,
} from "@weir/contract";
import { sql, type RawBuilder, type SqlBool } from "kysely";
import { anyOf, every, ids, orTrue, type Condition } from "../conditions.ts";
import type { Dialect } from "../query.ts";
import { deploymentIs } from "./deployments.ts";
import { flowRunIs } from "./flow-runs.ts";
import { flowIs } from "./flows.ts";
import { taskRunIs } from "./task-runs.ts";
import { isInWorkPool, isInWorkQueue } from "./work-pools.ts";

type Maybe<T> = T | null | undefined;

/** What a query on runs, flows or deployments can be narrowed by. */
export interface Filters {
  readonly flows?: Maybe<FlowFilter>;
  readonly flow_runs?: Maybe<FlowRunFilter>;
  readonly task_runs?: Maybe<TaskRunFilter>;
  readonly deployments?: Maybe<DeploymentFilter>;
  readonly work_pools?: Maybe<WorkPoolFilter>;
  readonly work_queues?: Maybe<WorkQueueFilter>;
}

/** The ids that a filter names if it says nothing else, as most filters on related rows do. */
export function onlyIds(filter: Maybe<FlowFilter | FlowRunFilter>): readonly string[] | undefined {
  const said = (part: object): string[] =>
    Object.entries(part).flatMap(([key, value]) => (key === "operator" || value == null ? [] : [key]));
  if (!filter?.id?.any_ || said(filter).length > 1 || said(filter.id).length > 1) return undefined;
  return ids(filter.id.any_)!;
}

/** Rows with a flow that matches. `in`, not `exists`: flows are few, so the database may begin with them. */
function ofFlow(dialect: Dialect, table: "flow_run" | "deployment", filter: Maybe<FlowFilter>): Condition | undefined {
  const column = sql.ref(`${table}.flow_id`);
  const isOne = flowIs(dialect, filter);
  // Each has a flow: a filter that says nothing is no condition.
  if (!isOne) return undefined;
  return (
    anyOf(dialect, column, onlyIds(filter)) ?? sql<SqlBool>`${column} in (select flow.id from flow where ${isOne})`
  );
}

/** A related row is asked for; it has to be there even if nothing is said about it. */
const asked = (...filters: Maybe<object>[]): boolean => filters.some((filter) => filter != null);

export const flowRunsMatching = (dialect: Dialect, filters: Filters): Condition | undefined =>
  every(
    flowRunIs(dialect, filters.flow_runs),
    ofFlow(dialect, "flow_run", filters.flows),
    asked(filters.deployments)
      ? sql<SqlBool>`flow_run.deployment_id in (select deployment.id from deployment where ${orTrue(deploymentIs(dialect, filters.deployments))})`
      : undefined,
    asked(filters.task_runs)
      ? sql<SqlBool>`exists (select 1 from task_run where task_run.flow_run_id = flow_run.id and ${orTrue(taskRunIs(dialect, filters.task_runs))})`
      : undefined,
    isInWorkPool(dialect, "flow_run", filters.work_pools),
    isInWorkQueue(dialect, "flow_run", filters.work_queues),
  );

/** Of the row's own flow runs, one matches. */
const withFlowRun = (dialect: Dialect, own: RawBuilder<SqlBool>, filters: Filters): Condition | undefined =>
  asked(...Object.values(filters))
    ? sql<SqlBool>`exists (select 1 from flow_run where ${own} and ${orTrue(flowRunsMatching(dialect, filters))})`
    : undefined;

export function taskRunsMatching(dialect: Dialect, filters: Filters): Condition | undefined {
  const { flows, flow_runs, task_runs, deployments, work_pools, work_queues } = filters;
  const isOne = taskRunIs(dialect, task_runs);
  const flowRunIds = asked(flows, deployments, work_pools, work_queues) ? undefined : onlyIds(flow_runs);
  if (flowRunIds) return every(isOne, anyOf(dialect, sql.ref("task_run.flow_run_id"), flowRunIds));
  const ofFlowRun = { flows, flow_runs, deployments, work_pools, work_queues };
  return every(isOne, withFlowRun(dialect, sql<SqlBool>`flow_run.id = task_run.flow_run_id`, ofFlowRun));
}

export const flowsMatching = (dialect: Dialect, filters: Filters): Condition | undefined => {
  const { flows, flow_runs, task_runs, deployments, work_pools } = filters;
  const deployed = every(deploymentIs(dialect, deployments), isInWorkPool(dialect, "deployment", work_pools));
  return every(
    flowIs(dialect, flows),
    asked(deployments, work_pools)
      ? sql<SqlBool>`exists (select 1 from deployment where deployment.flow_id = flow.id and ${orTrue(deployed)})`
      : undefined,
    withFlowRun(dialect, sql<SqlBool>`flow_run.flow_id = flow.id`, { flow_runs, task_runs }),
  );
};

export const deploymentsMatching = (dialect: Dialect, filters: Filters): Condition | undefined => {
  const { flows, flow_runs, task_runs, deployments, work_pools, work_queues } = filters;
  return every(
    deploymentIs(dialect, deployments),
    ofFlow(dialect, "deployment", flows),
    withFlowRun(dialect, sql<SqlBool>`flow_run.deployment_id = deployment.id`, { flow_runs, task_runs }),
    isInWorkPool(dialect, "deployment", work_pools),
    isInWorkQueue(dialect, "deployment", work_queues),
  );
};
