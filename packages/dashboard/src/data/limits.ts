import type { FlowRunResponse, GlobalConcurrencyLimitResponse, LimitUse, TaskRun } from "@weir/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

const MOST = 200;
/** Milliseconds: slots are taken and given back without an event. */
const EVERY = 3000;

export const limitKeys = {
  all: ["limits"] as const,
  list: ["limits", "list"] as const,
  use: (id: string) => ["limits", "use", id] as const,
  holder: (type: string, id: string) => ["limit-holder", type, id] as const,
};

export const limitsQuery = queryOptions({
  queryKey: limitKeys.list,
  queryFn: async ({ signal }): Promise<GlobalConcurrencyLimitResponse[]> => {
    const limits = await api.concurrencyLimitsV2.filter({ limit: MOST }, { signal });
    return limits.toSorted((a, b) => a.name.localeCompare(b.name));
  },
  refetchInterval: EVERY,
});

/** A limit with those who hold its slots and those who wait for them. */
export const limitUseQuery = (id: string) =>
  queryOptions({
    queryKey: limitKeys.use(id),
    queryFn: ({ signal }): Promise<LimitUse> => api.concurrencySlots.use({ id_or_name: id }, { signal }),
    refetchInterval: EVERY,
  });

/** What a holder is called; `undefined` where it is gone. */
export const holderQuery = (type: "flow_run" | "task_run" | "deployment", id: string) =>
  queryOptions({
    queryKey: limitKeys.holder(type, id),
    queryFn: async ({ signal }): Promise<string | null> => {
      const read = (): Promise<Pick<FlowRunResponse | TaskRun, "name">> => {
        switch (type) {
          case "flow_run":
            return api.flowRuns.read({ id }, { signal });
          case "task_run":
            return api.taskRuns.read({ id }, { signal });
          case "deployment":
            return api.deployments.read({ id }, { signal });
        }
      };
      return (await read()).name ?? null;
    },
    staleTime: 60_000,
  });
