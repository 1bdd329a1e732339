/**
 * The words in which servers tell each other of commits: one item a line, below the name of who says it. Rows are told by
 * their numbers and ids, and read from the database.
 */

/** What a commit was about. */
export interface Told {
  /** Places of events, from and to. */
  readonly events: readonly (readonly [number, number])[];
  readonly logs: readonly string[];
  /** Flow runs that are gone, or whose details changed. */
  readonly deleted: readonly string[];
  readonly details: readonly string[];
  /** Pools that may have work, pools that changed, tasks of which a run waits, cached results that were made. */
  readonly work: readonly string[];
  readonly pools: readonly string[];
  readonly tasks: readonly string[];
  readonly cache: readonly string[];
}

const PREFIXES = { logs: "l", deleted: "d", details: "c", work: "w", pools: "p", tasks: "t", cache: "r" } as const;
type Named = keyof typeof PREFIXES;
const NAMED = Object.entries(PREFIXES) as [Named, string][];

/** An empty list of each. */
export const noNames = (): Record<Named, string[]> =>
  Object.fromEntries(NAMED.map(([kind]) => [kind, []])) as unknown as Record<Named, string[]>;

/** Messages, none longer than `longest` bytes, that together tell everything. What is too long by itself is left out. */
export function encode(from: string, told: Told, longest: number): string[] {
  const items = told.events.map(([first, last]) => `e${first}-${last}`);
  for (const [kind, prefix] of NAMED)
    for (const name of new Set(told[kind])) items.push(prefix + encodeURIComponent(name));
  const messages: string[] = [];
  let message = from;
  for (const item of items) {
    if (from.length + 1 + item.length > longest) continue;
    if (message.length + 1 + item.length > longest) {
      messages.push(message);
      message = from;
    }
    message += `\n${item}`;
  }
  if (message !== from) messages.push(message);
  return messages;
}

export function decode(message: string): { readonly from: string; readonly told: Told } {
  const [from = "", ...items] = message.split("\n");
  const events: [number, number][] = [];
  const named = noNames();
  for (const item of items) {
    const [first, last] = item.slice(1).split("-", 2);
    if (item.startsWith("e")) events.push([Number(first), Number(last)]);
    else {
      const kind = NAMED.find(([, prefix]) => item.startsWith(prefix))?.[0];
      if (kind) named[kind].push(decodeURIComponent(item.slice(1)));
    }
  }
  return { from, told: { events, ...named } };
}

/** Numbers as the fewest ranges. */
export function ranges(numbers: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && number <= last[1] + 1) last[1] = number;
    else found.push([number, number]);
  }
  return found;
}
