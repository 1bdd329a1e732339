/** What automations have sent. */
import type { Delivery, DeliveryPage } from "@weir/contract";
import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

/** Milliseconds: no live topic tells of deliveries. */
const EVERY = 5000;

export const deliveriesQuery = (outcome: Delivery["outcome"] | undefined, automationId?: string) =>
  infiniteQueryOptions({
    queryKey: ["deliveries", outcome, automationId] as const,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }): Promise<DeliveryPage> =>
      api.deliveries.filter(
        { outcome: outcome ?? null, automation_id: automationId ?? null, cursor: pageParam },
        { signal },
      ),
    getNextPageParam: (last: DeliveryPage) => last.next,
    refetchInterval: EVERY,
  });
