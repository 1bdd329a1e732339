import type { DeploymentResponse, DeploymentSchedule } from "@weir/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

/** The most that the server gives at once, unless it is set otherwise. */
const MOST = 200;
/** Milliseconds: no live topic tells of deployments. */
const EVERY = 5000;

export const deploymentKeys = {
  all: ["deployments"] as const,
  list: (text: string) => ["deployments", "list", text] as const,
  ofFlow: (id: string) => ["deployments", "of-flow", id] as const,
  one: (id: string) => ["deployments", "one", id] as const,
  times: (schedule: DeploymentSchedule["schedule"]) => ["schedule-times", schedule] as const,
};

/** Deployments whose name, or whose flow's name, has the text in it. */
export const deploymentsQuery = (text: string) =>
  queryOptions({
    queryKey: deploymentKeys.list(text),
    queryFn: ({ signal }): Promise<DeploymentResponse[]> =>
      api.deployments.filter(
        { ...(text && { deployments: { flow_or_deployment_name: { like_: text } } }), limit: MOST },
        { signal },
      ),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY,
  });

export const deploymentsOfFlowQuery = (id: string) =>
  queryOptions({
    queryKey: deploymentKeys.ofFlow(id),
    queryFn: ({ signal }): Promise<DeploymentResponse[]> =>
      api.deployments.filter({ flows: { id: { any_: [id] } }, limit: MOST }, { signal }),
    refetchInterval: EVERY,
  });

export const deploymentQuery = (id: string) =>
  queryOptions({
    queryKey: deploymentKeys.one(id),
    queryFn: ({ signal }): Promise<DeploymentResponse> => api.deployments.read({ id }, { signal }),
    refetchInterval: EVERY,
  });

/** The next times of a schedule, as wire text. */
export const scheduleTimesQuery = (schedule: DeploymentSchedule["schedule"]) =>
  queryOptions({
    queryKey: deploymentKeys.times(schedule),
    queryFn: async ({ signal }): Promise<readonly string[]> =>
      (await api.schedules.preview({ schedule, limit: 3 }, { signal })).times,
    refetchInterval: 30_000,
  });
