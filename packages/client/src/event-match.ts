/** Filters of events from what people write: names and ids, where `*` at the end stands for all that begin so. */
import type { EventFilter } from "@weir/contract";

type Words = string | readonly string[];
/** Labels with the values they may have. */
export type LabelMatch = Readonly<Record<string, Words>>;

/** Which events are meant: all that is said must hold. */
export interface EventMatch {
  /** Names of events, one of which it must have: `orders.arrived`, `prefect.flow-run.*`. */
  readonly event?: Words | undefined;
  /** Ids of what it is about, or labels of that, as `{ "prefect.resource.name": "nightly" }`. */
  readonly resource?: Words | LabelMatch | undefined;
  /** Labels of one thing that it is related to, as `{ "prefect.resource.role": "flow", "prefect.resource.name": "report" }`. */
  readonly related?: LabelMatch | undefined;
}

export function eventFilter({ event, resource, related }: EventMatch): Omit<EventFilter, "occurred" | "order"> {
  const names = split(event);
  const ids = split(isWords(resource) ? resource : undefined);
  return {
    ...(names && {
      event: {
        ...(names.whole.length > 0 && { name: names.whole }),
        ...(names.begun.length > 0 && { prefix: names.begun }),
      },
    }),
    ...(ids && {
      resource: {
        ...(ids.whole.length > 0 && { id: ids.whole }),
        ...(ids.begun.length > 0 && { id_prefix: ids.begun }),
      },
    }),
    ...(resource !== undefined && !isWords(resource) && { resource: { labels: labelsOf(resource) } }),
    ...(related && { related: { labels: labelsOf(related) } }),
  };
}

const isWords = (given: Words | LabelMatch | undefined): given is Words =>
  typeof given === "string" || Array.isArray(given);

/** Those meant exactly, and those of which only the beginning is given. */
function split(words: Words | undefined): { readonly whole: string[]; readonly begun: string[] } | undefined {
  const all = words === undefined ? [] : [words].flat();
  if (all.length === 0) return undefined;
  return {
    whole: all.filter((word) => !word.endsWith("*")),
    begun: all.filter((word) => word.endsWith("*")).map((word) => word.slice(0, -1)),
  };
}

const labelsOf = (labels: LabelMatch): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(labels).map(([label, value]) => [label, typeof value === "string" ? value : [...value]]),
  );
