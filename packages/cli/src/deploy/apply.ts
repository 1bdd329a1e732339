/** Compares what is planned with the server, and sends it. */
import { type Client, NotFound } from "@weir/client";
import type { DeploymentResponse } from "@weir/contract";
import { type Change, differences } from "./difference.ts";
import type { Planned } from "./plan.ts";
import { automationOf, ownerOf } from "./triggers.ts";

export interface Outcome {
  readonly name: string;
  /** `undefined` of one that is not there. */
  readonly id: string | undefined;
  readonly outcome: "created" | "updated" | "unchanged";
  readonly changes: readonly Change[];
}

/** Requests under way at a time. */
const AT_A_TIME = 8;

/** @param isDry whether the outcome is only foretold */
export async function apply(api: Client, planned: readonly Planned[], isDry: boolean): Promise<Outcome[]> {
  const flows = new Map<string, Promise<string>>();
  const flowId = (name: string): Promise<string> => {
    const id = flows.get(name) ?? api.flows.create({ name }).then((flow) => flow.id);
    flows.set(name, id);
    return id;
  };
  const outcomes: Outcome[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < planned.length; at = next++)
      outcomes[at] = await applyOne(api, planned[at]!, isDry, flowId);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return outcomes;
}

async function applyOne(
  api: Client,
  { flowName, body, triggers, hasSchedules }: Planned,
  isDry: boolean,
  flowId: (name: string) => Promise<string>,
): Promise<Outcome> {
  const name = `${flowName}/${body.name}`;
  const stored = await storedOf(api, flowName, body.name);
  const { name: _, schedules, ...changeable } = body;
  const changes = stored ? differences(body, stored).filter(({ field }) => hasSchedules || field !== "schedules") : [];
  const outcome = !stored ? "created" : changes.length > 0 ? "updated" : "unchanged";
  if (isDry) return { name, id: stored?.id, outcome, changes };
  let id = stored?.id;
  if (id === undefined) ({ id } = await api.deployments.create({ ...body, flow_id: await flowId(flowName) }));
  else if (changes.length > 0)
    await api.deployments.update({ id }, { ...changeable, ...(hasSchedules && { schedules: schedules ?? [] }) });
  await setTriggers(api, id, body.name, triggers, stored !== undefined);
  return { name, id, outcome, changes };
}

async function setTriggers(
  api: Client,
  id: string,
  name: string,
  triggers: Planned["triggers"],
  mayHaveSome: boolean,
): Promise<void> {
  if (mayHaveSome) await api.automations.deleteOwnedBy({ resource_id: ownerOf(id) });
  // In their order: it is the order of the list.
  for (const [at, trigger] of triggers.entries())
    await api.automations.create(automationOf(trigger, at, name, id) as Parameters<typeof api.automations.create>[0]);
}

async function storedOf(
  api: Client,
  flow_name: string,
  deployment_name: string,
): Promise<DeploymentResponse | undefined> {
  try {
    return await api.deployments.readByName({ flow_name, deployment_name });
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
