/**
 * Removes all rows of a kind, in transactions of so many: other writers come between two of them. Answers how many.
 *
 * @param remove at most `limit` of them; answers how many those were
 */
export async function inPieces(limit: number, remove: (limit: number) => Promise<number>): Promise<number> {
  let removed = 0;
  for (;;) {
    const changed = await remove(limit);
    removed += changed;
    if (changed < limit) return removed;
  }
}
