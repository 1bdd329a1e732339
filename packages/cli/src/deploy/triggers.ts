/** From the triggers of a deployment to the automations that the reference's client makes of them. Pure. */
import type { Json } from "./types.ts";

/** What automations that belong to a deployment are found by. */
export const ownerOf = (deploymentId: string): string => `prefect.deployment.${deploymentId}`;

/** @param at its place among the deployment's triggers, from 0 */
export function automationOf(spec: Json, at: number, name: string, deploymentId: string): Json {
  const { name: own, description, enabled, parameters, job_variables, schedule_after, ...trigger } = spec;
  const type = trigger["type"] ?? typeOf(trigger);
  return {
    name: own ?? `${name}__automation_${at + 1}`,
    description: description ?? "",
    enabled: enabled ?? true,
    trigger: { ...trigger, type, ...(type === "event" && { posture: trigger["posture"] ?? "Reactive" }) },
    actions: [
      {
        type: "run-deployment",
        source: "selected",
        deployment_id: deploymentId,
        parameters: parameters ?? null,
        job_variables: job_variables ?? null,
        ...(schedule_after !== undefined && { schedule_after }),
      },
    ],
    owner_resource: ownerOf(deploymentId),
  };
}

function typeOf(trigger: Json): string {
  if (trigger["posture"] === "Metric") return "metric";
  if ("triggers" in trigger) return "require" in trigger ? "compound" : "sequence";
  return "event";
}
