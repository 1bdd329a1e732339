import type { Artifact, State, TaskRun } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { live } from "./live/live.ts";
import { liveStatus } from "./live/status.ts";

export const taskRunKeys = {
  one: (id: string) => ["task-runs", "one", id] as const,
  states: (id: string) => ["task-runs", "states", id] as const,
  artifacts: (id: string) => ["task-runs", "artifacts", id] as const,
};

/** One task run; read to find the flow run it belongs to, which never changes, and kept true by that run's topic. */
export const taskRunQuery = (id: string) =>
  queryOptions({
    queryKey: taskRunKeys.one(id),
    queryFn: ({ signal }): Promise<TaskRun> => api.taskRuns.read({ id }, { signal }),
    staleTime: Infinity,
  });

/** The same for the task run's own page: read again once its changes are told, and watched while it goes on. */
export const watchedTaskRunQuery = (id: string) =>
  queryOptions({
    queryKey: taskRunKeys.one(id),
    queryFn: async ({ signal }): Promise<TaskRun> => {
      const run = await api.taskRuns.read({ id }, { signal });
      if (isFinalType(run.state_type) || !run.flow_run_id) return run;
      await live.ready(`run:${run.flow_run_id}`);
      return api.taskRuns.read({ id }, { signal });
    },
    staleTime: 0,
    // A task run without a flow run is told of by no topic.
    refetchInterval: ({ state: { data } }) =>
      data === undefined || isFinalType(data.state_type) || (data.flow_run_id && liveStatus().kind === "live")
        ? false
        : 2000,
  });

/** What a task run has left; its result is kept as an artifact too and is not meant here. */
export const taskArtifactsQuery = (id: string, growing: boolean) =>
  queryOptions({
    queryKey: taskRunKeys.artifacts(id),
    queryFn: ({ signal }): Promise<Artifact[]> =>
      api.artifacts.filter(
        {
          artifacts: { task_run_id: { any_: [id] }, type: { not_any_: ["result"] } },
          limit: 200,
          sort: "CREATED_DESC",
        },
        { signal },
      ),
    refetchInterval: growing ? 3000 : false,
  });

/** Every state a task run has been in, oldest first. */
export const taskRunStatesQuery = (id: string, stateId: string | null | undefined) =>
  queryOptions({
    queryKey: [...taskRunKeys.states(id), stateId],
    queryFn: async ({ signal }): Promise<readonly State[]> => {
      const states = await api.taskRunStates.list({ task_run_id: id }, { signal });
      return states.toSorted((a, b) => ((a.timestamp ?? "") < (b.timestamp ?? "") ? -1 : 1));
    },
    placeholderData: keepPreviousData,
  });
