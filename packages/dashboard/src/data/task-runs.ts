import type { State, TaskRun } from "@weir/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

export const taskRunKeys = {
  one: (id: string) => ["task-runs", "one", id] as const,
  states: (id: string) => ["task-runs", "states", id] as const,
};

/** One task run; read to find the flow run it belongs to, which never changes. */
export const taskRunQuery = (id: string) =>
  queryOptions({
    queryKey: taskRunKeys.one(id),
    queryFn: ({ signal }): Promise<TaskRun> => api.taskRuns.read({ id }, { signal }),
    staleTime: Infinity,
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
