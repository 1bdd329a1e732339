/** Why a call of a cached task found no result: from what it asked for and what there was. */
import type { CacheMiss } from "@weir/contract";

/** What a key was made of: fingerprints by name. */
export type Parts = Readonly<Record<string, string>>;

/** A result of the same task in the same namespace. */
export interface Candidate {
  readonly parts: Parts;
}

export interface MissFacts<C extends Candidate> {
  readonly task: string;
  readonly namespace: string;
  readonly parts: Parts;
  /** True if the caller wants to make the value anew. */
  readonly refresh: boolean;
  /** Where the value of the key lies, if there is one that the caller could not read. */
  readonly unreadable: { readonly host: string; readonly path: string } | undefined;
  /** When the result of the key expired, if there is one that has; as text. */
  readonly expired: string | undefined;
  /** When the namespace was cleared, if there was a result of the key until then; as text. */
  readonly cleared: string | undefined;
  /** The newest first. */
  readonly candidates: readonly C[];
}

export interface Miss<C extends Candidate> {
  readonly reason: CacheMiss;
  readonly message: string;
  /** Names of the parts that differ from the nearest candidate. */
  readonly changed: readonly string[];
  readonly nearest: C | undefined;
}

/** Names of the parts that differ, in order. */
export function changedParts(wanted: Parts, other: Parts): string[] {
  const names = new Set([...Object.keys(wanted), ...Object.keys(other)]);
  return [...names].filter((name) => wanted[name] !== other[name]).sort();
}

export function missOf<C extends Candidate>(facts: MissFacts<C>): Miss<C> {
  const plain = (reason: CacheMiss, message: string): Miss<C> => ({ reason, message, changed: [], nearest: undefined });
  const { task, namespace, unreadable, expired, cleared } = facts;
  if (facts.refresh) return plain("refresh", "the task is run whatever is there: its option cache.refresh is set");
  if (unreadable)
    return plain("unreadable", `the value lies at ${unreadable.path} on ${unreadable.host}, where it cannot be read`);
  if (expired !== undefined) return plain("expired", `the result expired at ${expired}`);
  if (cleared !== undefined) return plain("cleared", `the result was cleared at ${cleared}`);
  let nearest: C | undefined;
  let changed: string[] = [];
  for (const candidate of facts.candidates) {
    const differing = changedParts(facts.parts, candidate.parts);
    // Among equals the newest stays.
    if (nearest && differing.length >= changed.length) continue;
    [nearest, changed] = [candidate, differing];
  }
  if (!nearest)
    return plain(
      "first",
      `no run of task ${JSON.stringify(task)} has left a result in namespace ${JSON.stringify(namespace)}`,
    );
  const what = changed.length === 0 ? "the key differs" : `${listed(changed)} differ${changed.length === 1 ? "s" : ""}`;
  return { reason: "changed", message: `${what} from the nearest result`, changed, nearest };
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
