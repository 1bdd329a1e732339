/** Waiting in flows and tasks. */
import { type Duration, milliseconds } from "./duration.ts";
import { pause } from "./engine/sleep.ts";
import { runContext } from "./engine/context.ts";

/**
 * Waits within this process. Inside of a run the wait ends early when the run is cancelled or times out.
 *
 * @throws the reason of the run's signal, if that is aborted meanwhile
 */
export async function sleep(duration: Duration): Promise<void> {
  const signal = runContext.optional()?.signal;
  const until = performance.now() + milliseconds(duration);
  // A timer takes no more than some weeks, so a longer wait has several.
  do await pause(until - performance.now(), signal);
  while (performance.now() < until && !signal?.aborted);
  signal?.throwIfAborted();
}
