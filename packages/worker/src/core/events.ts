/** The events by which a worker tells what it does, as the protocol's own workers do. */
import { randomUUID } from "node:crypto";
import type { Client } from "@weir/client";
import type { Event } from "@weir/contract";
import { formatTime } from "@weir/contract/time";
import type { Job } from "./launcher.ts";

type Labels = Readonly<Record<string, string>>;

export interface Identity {
  readonly name: string;
  readonly type: string;
  readonly pool: { readonly id: string; readonly name: string } | undefined;
}

export type Told = "started" | "stopped" | "submitted-flow-run" | "executed-flow-run";

/** Sends an event; what becomes of it does not hold the work up. */
export function tell(api: Client, { name, type, pool }: Identity, what: Told, job?: Job, more: Labels = {}): void {
  const resource = (kind: string, role: string, id: string, label: string, rest: Labels = {}): Labels => ({
    "prefect.resource.id": `prefect.${kind}.${id}`,
    "prefect.resource.role": role,
    "prefect.resource.name": label,
    ...rest,
  });
  const event = {
    id: randomUUID(),
    occurred: formatTime(Date.now() * 1000),
    event: `prefect.worker.${what}`,
    resource: {
      "prefect.resource.id": `prefect.worker.${type}.${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`,
      "prefect.resource.name": name,
      "prefect.worker-type": type,
    },
    related: [
      ...(pool ? [resource("work-pool", "work-pool", pool.id, pool.name)] : []),
      ...(job
        ? [
            resource("flow-run", "flow-run", job.run.id, job.run.name ?? job.run.id, more),
            resource("flow", "flow", job.run.flow_id, job.flowName),
            resource("deployment", "deployment", job.deployment.id, job.deployment.name),
          ]
        : []),
    ],
    payload: {},
    follows: null,
  };
  api.events.send([event as Event]).catch(() => {}); // the run's own states say the same
}
