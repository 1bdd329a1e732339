import type { WorkerResponse, WorkPoolResponse, WorkQueueResponse } from "@weir/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

const MOST = 200;
/** Milliseconds: no live topic tells of pools, and a worker's silence is no event. */
const EVERY = 5000;

export const workPoolKeys = {
  all: ["work-pools"] as const,
  list: ["work-pools", "list"] as const,
  one: (name: string) => ["work-pools", "one", name] as const,
  queues: (name: string) => ["work-pools", "queues", name] as const,
  workers: (name: string) => ["work-pools", "workers", name] as const,
};

export const workPoolsQuery = queryOptions({
  queryKey: workPoolKeys.list,
  queryFn: ({ signal }): Promise<WorkPoolResponse[]> => api.workPools.filter({ limit: MOST }, { signal }),
  refetchInterval: EVERY,
});

export const workPoolQuery = (name: string) =>
  queryOptions({
    queryKey: workPoolKeys.one(name),
    queryFn: ({ signal }): Promise<WorkPoolResponse> => api.workPools.read({ name }, { signal }),
    refetchInterval: EVERY,
  });

/** The queues of a pool, the first to be served first. */
export const workQueuesQuery = (work_pool_name: string) =>
  queryOptions({
    queryKey: workPoolKeys.queues(work_pool_name),
    queryFn: async ({ signal }): Promise<WorkQueueResponse[]> => {
      const queues = await api.workPools.filterQueues({ work_pool_name }, { limit: MOST }, { signal });
      return queues.toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0));
    },
    refetchInterval: EVERY,
  });

export const workersQuery = (work_pool_name: string) =>
  queryOptions({
    queryKey: workPoolKeys.workers(work_pool_name),
    queryFn: ({ signal }): Promise<WorkerResponse[]> =>
      api.workPools.filterWorkers({ work_pool_name }, { limit: MOST }, { signal }),
    refetchInterval: EVERY,
  });
