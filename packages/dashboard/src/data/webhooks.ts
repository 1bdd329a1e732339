/** Inbound webhooks, and what they have received. */
import type { Webhook, WebhookRequest, WebhookRequestDetail, WebhookRequestPage } from "@weir/contract";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

/** Milliseconds: no live topic tells of requests. */
const EVERY = 5000;

export const webhookKeys = {
  all: ["webhooks"] as const,
  list: ["webhooks", "list"] as const,
  one: (id: string) => ["webhooks", "one", id] as const,
  inbox: (id: string, outcome: WebhookRequest["outcome"] | undefined) => ["webhooks", "inbox", id, outcome] as const,
  request: (id: string) => ["webhooks", "request", id] as const,
};

export const webhooksQuery = queryOptions({
  queryKey: webhookKeys.list,
  queryFn: ({ signal }): Promise<Webhook[]> => api.webhooks.list({ signal }),
  refetchInterval: EVERY,
});

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: webhookKeys.one(id),
    queryFn: ({ signal }): Promise<Webhook> => api.webhooks.read({ id }, {}, { signal }),
    refetchInterval: EVERY,
  });

export const inboxQuery = (id: string, outcome: WebhookRequest["outcome"] | undefined) =>
  infiniteQueryOptions({
    queryKey: webhookKeys.inbox(id, outcome),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }): Promise<WebhookRequestPage> =>
      api.webhooks.filterRequests({ id }, { outcome: outcome ?? null, cursor: pageParam }, { signal }),
    getNextPageParam: (last: WebhookRequestPage) => last.next,
    refetchInterval: EVERY,
  });

export const requestQuery = (id: string) =>
  queryOptions({
    queryKey: webhookKeys.request(id),
    queryFn: ({ signal }): Promise<WebhookRequestDetail> => api.webhooks.readRequest({ id }, { signal }),
    staleTime: Infinity, // what was received does not change
  });
