import type { Automation } from "@weir/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

const MOST = 200;
/** Milliseconds: no live topic tells of automations. */
const EVERY = 5000;

export const automationKeys = {
  all: ["automations"] as const,
  list: ["automations", "list"] as const,
  one: (id: string) => ["automations", "one", id] as const,
};

/** All automations by name; 200 at most. */
export const automationsQuery = queryOptions({
  queryKey: automationKeys.list,
  queryFn: async ({ signal }): Promise<Automation[]> =>
    (await api.automations.filter({ limit: MOST, sort: "NAME_ASC" }, { signal })) as Automation[],
  refetchInterval: EVERY,
});

export const automationQuery = (id: string) =>
  queryOptions({
    queryKey: automationKeys.one(id),
    queryFn: async ({ signal }): Promise<Automation> => (await api.automations.read({ id }, { signal })) as Automation,
    refetchInterval: EVERY,
  });
