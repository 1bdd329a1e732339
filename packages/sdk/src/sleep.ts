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
  await pause(milliseconds(duration), signal);
  signal?.throwIfAborted();
}
