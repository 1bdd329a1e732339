/** What the feed of events looks for: the URL's search as a filter of the server's, and as a predicate for live events. */
import type { EventFilter, ReceivedEvent } from "@weir/contract";
import { tryParseTime } from "@weir/contract/time";
import { spanOf } from "./runs-search.ts";

/** Kinds of things that events are about, by the beginning of their names. */
export const EVENT_KINDS = {
  "flow-run": "Flow runs",
  "task-run": "Task runs",
  deployment: "Deployments",
  "work-pool": "Work pools",
  "work-queue": "Work queues",
  automation: "Automations",
  "concurrency-limit": "Limits",
  artifact: "Artifacts",
} as const;
export type EventKind = keyof typeof EVENT_KINDS;

export interface EventsSearch {
  /** Words in the event, and `event:`, `resource:` with a value; a `*` at the end stands for any ending. */
  readonly q?: string | undefined;
  readonly kind?: EventKind | undefined;
  /** A span before now (`1h`), or a time. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

interface EventQuery {
  readonly events: readonly string[];
  readonly resources: readonly string[];
  readonly words: string;
}

const TOKEN = /(?:(event|resource):)?(?:"([^"]*)"?|(\S+))/gi;

/** `event:prefect.flow-run.* resource:prefect.flow.1f… "disk full"` */
export function parseEventQuery(text: string): EventQuery {
  const events: string[] = [];
  const resources: string[] = [];
  const words: string[] = [];
  for (const [, key, quoted, bare] of text.matchAll(TOKEN)) {
    const value = (quoted ?? bare ?? "").trim();
    if (value === "") continue;
    const list = { event: events, resource: resources }[key?.toLowerCase() ?? ""] ?? words;
    list.push(value);
  }
  return { events, resources, words: words.join(" ") };
}

const prefixes = (patterns: readonly string[]): string[] =>
  patterns.filter((one) => one.endsWith("*")).map((one) => one.slice(0, -1));
const exact = (patterns: readonly string[]): string[] => patterns.filter((one) => !one.endsWith("*"));

/** How far the feed goes back by itself. */
const DAYS = 7;

export function toEventFilter(search: EventsSearch, now: number = Date.now()): EventFilter {
  const { events, resources, words } = parseEventQuery(search.q ?? "");
  const { from, to } = spanOf(search, now);
  const names = search.kind ? [...events, `prefect.${search.kind}.*`] : events;
  return {
    occurred: {
      since: new Date(from ?? now - DAYS * 86_400_000).toISOString(),
      ...(to !== undefined && { until: new Date(to).toISOString() }),
    },
    ...(names.length > 0 && {
      event: {
        ...(exact(names).length > 0 && { name: exact(names) }),
        ...(prefixes(names).length > 0 && { prefix: prefixes(names) }),
      },
    }),
    ...(resources.length > 0 && {
      any_resource: {
        ...(exact(resources).length > 0 && { id: exact(resources) }),
        ...(prefixes(resources).length > 0 && { id_prefix: prefixes(resources) }),
      },
    }),
    ...(words && { text: { query: `"${words.replaceAll('"', " ").slice(0, 190)}"` } }),
    order: "DESC",
  };
}

const like = (patterns: readonly string[], text: string): boolean =>
  patterns.some((one) => (one.endsWith("*") ? text.startsWith(one.slice(0, -1)) : text === one));

/** Whether an event belongs in the feed; `undefined` where only the server can tell. */
export function eventMatches(event: ReceivedEvent, search: EventsSearch): boolean | undefined {
  const { events, resources, words } = parseEventQuery(search.q ?? "");
  const names = search.kind ? [...events, `prefect.${search.kind}.*`] : events;
  if (names.length > 0 && !like(names, event.event)) return false;
  const ids = [event.resource, ...(event.related ?? [])].map((one) => one["prefect.resource.id"] ?? "");
  if (resources.length > 0 && !ids.some((id) => like(resources, id))) return false;
  const { to } = spanOf(search, Date.now());
  if (to !== undefined && (tryParseTime(event.occurred) ?? 0) / 1000 > to) return false;
  return words === "" ? true : undefined;
}
