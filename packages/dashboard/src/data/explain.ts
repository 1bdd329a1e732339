import type { FlowRunExplanation, FlowRunResponse } from "@weir/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

/** Milliseconds: pools, queues and workers change without the run changing. */
const EVERY = 5000;

/** Why the run is not running. Its key changes with the run's state. */
export const explainQuery = (run: FlowRunResponse) =>
  queryOptions({
    queryKey: ["explain", run.id, run.state_id],
    queryFn: ({ signal }): Promise<FlowRunExplanation> => api.explanations.flowRun({ id: run.id }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY,
  });
