/** A flow run that exists on the server already: created by a schedule, or by whoever ran the deployment. */
import type { FlowRunResponse } from "@weir/contract";
import type { Backend } from "../backend.ts";
import { flowPolicy } from "../wire.ts";
import { checked, type CreatedRun, runName } from "./create-flow-run.ts";
import type { FlowDefinition } from "./flow-definition.ts";
import { FlowRun } from "./flow-run.ts";
import { nextDelay } from "./retry.ts";

/**
 * Makes a run of the server one of this process. What the run says about retries stands; what it leaves open is told by
 * the flow, for the server is who schedules them.
 */
export async function adoptRun(backend: Backend, flow: FlowDefinition, existing: FlowRunResponse): Promise<CreatedRun> {
  const { parameters, problem } = await checked(flow, existing.parameters ?? {});
  const policy = existing.empirical_policy ?? {};
  const own = flowPolicy(flow.retry, Math.floor(nextDelay(flow.retry, 1, undefined, 0, 0.5) ?? 0));
  const retryDelay = policy.retry_delay ?? own.retry_delay ?? 0;
  // A run that goes on after a suspension or a retry keeps the name it was given first.
  const name = existing.run_count ? undefined : runName(flow, parameters);
  await backend.api.flowRuns.update(
    { id: existing.id },
    {
      flow_version: flow.version,
      empirical_policy: { ...policy, retries: policy.retries ?? own.retries ?? 0, retry_delay: retryDelay },
      ...(name === undefined ? {} : { name }),
    },
  );
  const run = new FlowRun(backend, flow, name === undefined ? existing : { ...existing, name }, parameters, undefined);
  run.retryDelay = retryDelay;
  return { run, problem, call: undefined };
}
