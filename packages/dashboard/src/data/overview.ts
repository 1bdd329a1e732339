import type { Overview } from "@weir/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { flowRunKeys } from "./flow-runs.ts";

/** Milliseconds: pools, limits and deployments are told of by no topic; runs make it read again at once. */
const EVERY = 10_000;

/** How things stand. The key is one of counts: live changes of runs make it read again. */
export const overviewQuery = queryOptions({
  queryKey: [...flowRunKeys.counts, "overview"],
  queryFn: ({ signal }): Promise<Overview> => api.overview.read({}, { signal }),
  placeholderData: keepPreviousData,
  refetchInterval: EVERY,
});
