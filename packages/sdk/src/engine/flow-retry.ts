/** Retries of a flow run: the server schedules them, the engine says when and whether. */
import { describeError } from "../errors.ts";
import { flowPolicy } from "../wire.ts";
import type { RunContext } from "./context.ts";
import type { FlowRun } from "./flow-run.ts";
import { nextDelay } from "./retry.ts";

/**
 * Seconds until the attempt after this one, or `undefined` if there is none. The run's policy on the server says the same
 * afterwards: that is what the server schedules the attempt by.
 *
 * @param elapsed seconds since the first attempt began
 */
export async function retryDelay(
  run: FlowRun,
  error: unknown,
  attempt: number,
  elapsed: number,
  context: RunContext,
): Promise<number | undefined> {
  const { retry, deadlineMillis, options } = run.flow;
  const delay = nextDelay(retry, attempt, error, elapsed, Math.random());
  if (delay === undefined || (elapsed + delay) * 1000 >= (deadlineMillis ?? Number.POSITIVE_INFINITY)) return undefined;
  try {
    if (options.retryIf && !(await options.retryIf(error, context))) return undefined;
  } catch (problem) {
    context.logger.error(`retryIf failed, so there is no retry: ${describeError(problem)}`);
    return undefined;
  }
  await announce(run, delay);
  return delay;
}

async function announce(run: FlowRun, delay: number): Promise<void> {
  const policy = flowPolicy(run.flow.retry, delay);
  if (policy.retry_delay === run.retryDelay) return;
  await run.backend.api.flowRuns.update({ id: run.id }, { empirical_policy: policy });
  run.retryDelay = policy.retry_delay ?? 0;
}
