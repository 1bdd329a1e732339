/** The priorities of a pool's queues: whole numbers from 1, each one's own, the smallest the most urgent. */

interface Ranked {
  readonly id: string;
  readonly priority: number;
}

/** The smallest priority that is not taken. */
export function freePriority(taken: readonly number[]): number {
  const all = new Set(taken);
  let free = 1;
  while (all.has(free)) free++;
  return free;
}

/**
 * The queues whose priority changes when one of them is given a new one: it comes before the queue that had it, and
 * queues move down only as far as they have to. `queues` are in the order of their priorities.
 */
export function reordered(queues: readonly Ranked[], moved: Ranked | null): Ranked[] {
  const line = queues.filter(({ id }) => id !== moved?.id);
  if (moved) {
    const place = line.findIndex(({ priority }) => priority >= moved.priority);
    line.splice(place < 0 ? line.length : place, 0, moved);
  }
  const before = new Map(queues.map(({ id, priority }) => [id, priority]));
  let last = 0;
  const settled = line.map(({ id, priority }) => {
    last = Math.max(priority, last + 1);
    return { id, priority: last };
  });
  return settled.filter(({ id, priority }) => before.get(id) !== priority);
}
