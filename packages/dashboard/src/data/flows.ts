import type { Flow } from "@weir/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

export const flowKeys = { one: (id: string) => ["flows", id] as const };

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

async function readBatch(batch: Map<string, PromiseWithResolvers<Flow>>): Promise<void> {
  try {
    const flows = await api.flows.filter({ flows: { id: { any_: [...batch.keys()] } }, limit: 200 });
    const found = new Map(flows.map((flow) => [flow.id, flow]));
    for (const [id, reading] of batch) {
      const flow = found.get(id);
      if (flow) reading.resolve(flow);
      else reading.reject(new Error(`There is no flow ${id}.`));
    }
  } catch (error) {
    for (const reading of batch.values()) reading.reject(error);
  }
}

/** A flow; its name never changes, so it is read once. */
export const flowQuery = (id: string) =>
  queryOptions({ queryKey: flowKeys.one(id), queryFn: () => readSoon(id), staleTime: Infinity });
