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
import { sql, type SqlBool } from "kysely";
import { anyOf, every, given, ids, type Condition } from "../conditions.ts";
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
function onlyIds(filter: Maybe<FlowFilter | FlowRunFilter>): readonly string[] | undefined {
  const said = (part: object): string[] =>
    Object.entries(part).flatMap(([key, value]) => (key === "operator" || value == null ? [] : [key]));
  if (!filter?.id?.any_ || said(filter).length > 1 || said(filter.id).length > 1) return undefined;
  return ids(filter.id.any_)!;
}

/** Rows with a flow that matches. `in`, not `exists`: flows are few, so the database may begin with them. */
const ofFlow = (dialect: Dialect, table: "flow_run" | "deployment", filter: Maybe<FlowFilter>): Condition | undefined =>
  anyOf(dialect, sql.ref(`${table}.flow_id`), onlyIds(filter)) ??
  given(
    flowIs(dialect, filter),
    (isOne) => sql<SqlBool>`${sql.ref(`${table}.flow_id`)} in (select flow.id from flow where ${isOne})`,
  );

export const flowRunsMatching = (dialect: Dialect, filters: Filters): Condition | undefined =>
  every(
    flowRunIs(dialect, filters.flow_runs),
    ofFlow(dialect, "flow_run", filters.flows),
    // The deployment itself must be there: runs outlive theirs.
    given(
      deploymentIs(dialect, filters.deployments),
      (isOne) => sql<SqlBool>`flow_run.deployment_id in (select deployment.id from deployment where ${isOne})`,
    ),
    given(
      taskRunIs(dialect, filters.task_runs),
      (isOne) => sql<SqlBool>`exists (select 1 from task_run where task_run.flow_run_id = flow_run.id and ${isOne})`,
    ),
    isInWorkPool(filters.work_pools),
    isInWorkQueue(filters.work_queues),
  );

export function taskRunsMatching(dialect: Dialect, { task_runs, ...filters }: Filters): Condition | undefined {
  const { flow_runs, ...others } = filters;
  const flowRunIds = onlyIds(flow_runs);
  const ofFlowRun =
    flowRunIds && Object.values(others).every((other) => other == null)
      ? anyOf(dialect, sql.ref("task_run.flow_run_id"), flowRunIds)
      : given(
          flowRunsMatching(dialect, filters),
          (isOne) =>
            sql<SqlBool>`exists (select 1 from flow_run where flow_run.id = task_run.flow_run_id and ${isOne})`,
        );
  return every(taskRunIs(dialect, task_runs), ofFlowRun);
}

export const flowsMatching = (
  dialect: Dialect,
  { flows, flow_runs, task_runs, deployments, work_pools }: Filters,
): Condition | undefined =>
  every(
    flowIs(dialect, flows),
    given(
      every(deploymentIs(dialect, deployments), isInWorkPool(work_pools)),
      (isOne) => sql<SqlBool>`exists (select 1 from deployment where deployment.flow_id = flow.id and ${isOne})`,
    ),
    given(
      flowRunsMatching(dialect, { flow_runs, task_runs }),
      (isOne) => sql<SqlBool>`exists (select 1 from flow_run where flow_run.flow_id = flow.id and ${isOne})`,
    ),
  );

export const deploymentsMatching = (
  dialect: Dialect,
  { flows, flow_runs, task_runs, deployments, work_pools, work_queues }: Filters,
): Condition | undefined =>
  every(
    deploymentIs(dialect, deployments),
    ofFlow(dialect, "deployment", flows),
    given(
      flowRunsMatching(dialect, { flow_runs, task_runs }),
      (isOne) =>
        sql<SqlBool>`exists (select 1 from flow_run where flow_run.deployment_id = deployment.id and ${isOne})`,
    ),
    isInWorkPool(work_pools),
    isInWorkQueue(work_queues),
  );
