/** Automations that set each other off. Pure. */

/** One automation that sets off another one, or itself. */
export interface SetsOff {
  readonly cause_id: string;
  readonly automation_id: string;
}

/**
 * The automations by which one of them sets off itself again, beginning with it; undefined if there are none.
 *
 * @param cause what has set it off now
 */
export function loopThrough(edges: readonly SetsOff[], automation: string, cause: string): string[] | undefined {
  const from = Map.groupBy(edges, ({ cause_id }) => cause_id);
  const cameFrom = new Map<string, string | undefined>([[automation, undefined]]);
  for (const id of cameFrom.keys()) {
    if (id === cause) {
      const path: string[] = [];
      for (let at: string | undefined = id; at !== undefined; at = cameFrom.get(at)) path.unshift(at);
      return path;
    }
    for (const { automation_id } of from.get(id) ?? [])
      if (!cameFrom.has(automation_id)) cameFrom.set(automation_id, id);
  }
  return undefined;
}
