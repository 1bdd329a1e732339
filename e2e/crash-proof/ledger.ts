/** What the clients of the crash proof sent, and what of it they were told is safe. */

/** What is written, and known by a key of its own: an id, or a text that nothing else has. */
export const KINDS = ["event", "task-run state", "log line", "flow run", "flow run state"] as const;
export type Kind = (typeof KINDS)[number];

export class Ledger {
  readonly #sent = new Map<Kind, Set<string>>(KINDS.map((kind) => [kind, new Set()]));
  readonly #safe = new Map<Kind, Set<string>>(KINDS.map((kind) => [kind, new Set()]));

  send(kind: Kind, key: string): void {
    this.#sent.get(kind)!.add(key);
  }

  acknowledge(kind: Kind, keys: Iterable<string>): void {
    const safe = this.#safe.get(kind)!;
    for (const key of keys) safe.add(key);
  }

  get acknowledged(): number {
    return KINDS.reduce((sum, kind) => sum + this.#safe.get(kind)!.size, 0);
  }

  /** Compares with what the database holds of a kind, by key. */
  compare(kind: Kind, held: readonly string[]): Comparison {
    const times = new Map<string, number>();
    for (const key of held) times.set(key, (times.get(key) ?? 0) + 1);
    const sent = this.#sent.get(kind)!;
    const safe = this.#safe.get(kind)!;
    return {
      kind,
      acknowledged: safe.size,
      missing: [...safe].filter((key) => !times.has(key)),
      twice: [...sent].filter((key) => (times.get(key) ?? 0) > 1),
    };
  }
}

export interface Comparison {
  readonly kind: Kind;
  readonly acknowledged: number;
  /** Told to be safe, and not there. */
  readonly missing: readonly string[];
  readonly twice: readonly string[];
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
