/** Prefixes that say no more than the state's name does. */
const NOISE =
  /^(Flow run encountered an exception:?|Task run encountered an exception:?|Flow run infrastructure exited with|Finished in state \w+\()\s*/i;

/** What a state's message really says: `Flow run encountered an exception: ValueError: bad row` -> `ValueError: bad row`. */
export function plainMessage(message: string | null | undefined): string {
  return (message ?? "").replace(NOISE, "").trim();
}
