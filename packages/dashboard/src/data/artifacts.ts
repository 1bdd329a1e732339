import type { Artifact } from "@weir/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { whilePolling } from "./live/polling.ts";

export const artifactKeys = { ofRun: (flowRunId: string) => ["artifacts", flowRunId] as const };

/** What a run has left to be looked at, oldest first; results are kept as artifacts too and are not meant here. */
export const artifactsQuery = (flowRunId: string, growing: boolean) =>
  queryOptions({
    queryKey: artifactKeys.ofRun(flowRunId),
    queryFn: async ({ signal }): Promise<readonly Artifact[]> => {
      const artifacts = { flow_run_id: { any_: [flowRunId] }, type: { not_any_: ["result"] } };
      const rows = await api.artifacts.filter({ artifacts, limit: 200, sort: "CREATED_DESC" }, { signal });
      return rows.reverse();
    },
    refetchInterval: whilePolling(3000, () => growing),
  });
