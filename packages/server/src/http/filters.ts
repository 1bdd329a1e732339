import type {
  DeploymentFilter,
  FlowFilter,
  FlowRunFilter,
  TaskRunFilter,
  WorkPoolFilter,
  WorkQueueFilter,
} from "@weir/contract";

interface Filters {
  readonly flows?: FlowFilter | null | undefined;
  readonly flow_runs?: FlowRunFilter | null | undefined;
  readonly task_runs?: TaskRunFilter | null | undefined;
  readonly deployments?: DeploymentFilter | null | undefined;
  readonly work_pools?: WorkPoolFilter | null | undefined;
  readonly work_queues?: WorkQueueFilter | null | undefined;
}

/** The filters in the body of a query. Some bodies name the queues `work_queues`, some `work_pool_queues`. */
export const filtersOf = (
  body: Filters & { readonly work_pool_queues?: WorkQueueFilter | null | undefined },
): Filters => ({
  flows: body.flows,
  flow_runs: body.flow_runs,
  task_runs: body.task_runs,
  deployments: body.deployments,
  work_pools: body.work_pools,
  work_queues: body.work_queues ?? body.work_pool_queues,
});
