/** How one attempt of a flow calls its function, with what is around it. */
import { captureConsole } from "../logging/capture.ts";
import { contextOf } from "./context.ts";
import type { FlowRun } from "./flow-run.ts";
import type { Ending } from "./interrupt.ts";
import { around, aroundAttempt, layersOf, type MiddlewareAttempt } from "./middleware.ts";
import { runInScope, type Scope } from "./scope.ts";

/**
 * Runs the function until it ends or is interrupted. Never rejects.
 *
 * @param startTimeout starts the attempt's timeout; gives what ends it
 */
export async function callFlow(
  run: FlowRun,
  scope: Scope,
  self: unknown,
  startTimeout: () => () => void,
): Promise<Ending> {
  const { fn, options } = run.flow;
  const ctx = contextOf(scope);
  // User code takes anything; the types at the call have checked it.
  const call = () => fn.apply(self, [run.parameters, ctx] as never[]);
  const captured = options.log?.console ? () => captureConsole(call) : call;
  const asCall: MiddlewareAttempt = { kind: "flow", name: run.flowName, id: run.id, args: [run.parameters], ctx };
  const layers = layersOf(options.middleware, "body");
  const body = layers ? () => around(layers, asCall, captured) : captured;
  const attempt = async (): Promise<Ending> => {
    const stopTimeout = startTimeout();
    try {
      return await run.attempt.run(() => runInScope(scope, body));
    } finally {
      stopTimeout();
    }
  };
  const outer = layersOf(options.middleware, "attempt");
  return outer ? aroundAttempt(outer, asCall, attempt) : attempt();
}
