import type { Flow } from "@weir/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { offsetPages } from "./offset-pages.ts";

export const flowKeys = {
  one: (id: string) => ["flows", id] as const,
  list: (text: string) => ["flow-list", text] as const,
  count: (text: string) => ["flow-count", text] as const,
};

const named = (text: string) => (text ? { flows: { name: { like_: text } } } : {});

/** Flows whose name has the text in it, by name. */
export const flowsQuery = (text: string) =>
  offsetPages<Flow, ReturnType<typeof flowKeys.list>>(flowKeys.list(text), (page, options) =>
    api.flows.filter({ ...named(text), ...page, sort: "NAME_ASC" }, options),
  );

export const flowsCountQuery = (text: string) =>
  queryOptions({
    queryKey: flowKeys.count(text),
    queryFn: ({ signal }) => api.flows.count(named(text), { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 5000,
  });

/** Of each flow: how many deployments it has, and its next run. */
export const flowPlansQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ["flow-plans", ids],
    queryFn: async ({ signal }) => {
      const flow_ids = [...ids];
      const [deployments, next] = await Promise.all([
        api.ui.countDeployments({ flow_ids }, { signal }),
        api.ui.nextRuns({ flow_ids }, { signal }),
      ]);
      return { deployments, next };
    },
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });

/** A list shows many runs of a few flows: what is asked for in one turn goes out as one request. */
let waiting: Map<string, PromiseWithResolvers<Flow>> | undefined;

function readSoon(id: string): Promise<Flow> {
  if (waiting === undefined) {
    const batch = (waiting = new Map<string, PromiseWithResolvers<Flow>>());
    setTimeout(() => {
      waiting = undefined;
      void readBatch(batch);
    }, 5);
  }
  const known = waiting.get(id);
  if (known) return known.promise;
  const reading = Promise.withResolvers<Flow>();
  waiting.set(id, reading);
  return reading.promise;
}

/** As the server refuses what it does not have. */
class NoSuchFlow extends Error {
  readonly status = 404;
  constructor(id: string) {
    super(`There is no flow ${id}.`);
  }
}

async function readBatch(batch: Map<string, PromiseWithResolvers<Flow>>): Promise<void> {
  try {
    const flows = await api.flows.filter({ flows: { id: { any_: [...batch.keys()] } }, limit: 200 });
    const found = new Map(flows.map((flow) => [flow.id, flow]));
    for (const [id, reading] of batch) {
      const flow = found.get(id);
      if (flow) reading.resolve(flow);
      else reading.reject(new NoSuchFlow(id));
    }
  } catch (error) {
    for (const reading of batch.values()) reading.reject(error);
  }
}

/** A flow; its name never changes, so it is read once. */
export const flowQuery = (id: string) =>
  queryOptions({ queryKey: flowKeys.one(id), queryFn: () => readSoon(id), staleTime: Infinity });
