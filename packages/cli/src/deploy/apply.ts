/** Compares what is planned with the server, and sends it. */
import { type Client, NotFound } from "@weir/client";
import type { DeploymentAdditions, DeploymentResponse, DeploymentSource } from "@weir/contract";
import { Failure } from "../failure.ts";
import { type Change, differences } from "./difference.ts";
import type { Planned } from "./plan.ts";
import { automationOf, ownerOf } from "./triggers.ts";

export interface Outcome {
  readonly kind: "deployment" | "limit";
  readonly name: string;
  /** `undefined` of one that is not there. */
  readonly id: string | undefined;
  readonly outcome: "created" | "updated" | "unchanged" | "tried";
  readonly changes: readonly Change[];
}

/** Requests under way at a time. */
const AT_A_TIME = 8;

export interface ApplyOptions {
  /** Whether the outcome is only foretold. */
  readonly isDry: boolean;
  /** Kept with the version that each deployment gets. */
  readonly source: DeploymentSource;
  /** The part of scheduled runs on which changes are tried; absent where they come into force at once. */
  readonly canary?: number | undefined;
}

export async function apply(api: Client, planned: readonly Planned[], options: ApplyOptions): Promise<Outcome[]> {
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
      outcomes[at] = await applyOne(api, planned[at]!, options, flowId);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return outcomes;
}

async function applyOne(
  api: Client,
  planned: Planned,
  { isDry, source, canary }: ApplyOptions,
  flowId: (name: string) => Promise<string>,
): Promise<Outcome> {
  const { flowName, body, triggers, hasSchedules, policies } = planned;
  const name = `${flowName}/${body.name}`;
  const stored = await storedOf(api, flowName, body.name);
  const { name: _, schedules, ...changeable } = body;
  const changes = stored
    ? differences(planned, stored, await policiesOn(api, stored)).filter(
        ({ field }) => hasSchedules || field !== "schedules",
      )
    : [];
  const isTried = canary !== undefined && stored !== undefined && changes.length > 0;
  const outcome = !stored ? "created" : isTried ? "tried" : changes.length > 0 ? "updated" : "unchanged";
  if (isDry || isTried) {
    if (!isDry && stored) await tryOn(api, stored, changes, changeable, { share: canary!, source });
    return { kind: "deployment", name, id: stored?.id, outcome, changes };
  }
  // For any other server than Weir the client leaves this out.
  const weir = { source, ...(hasSchedules && { schedules: [...policies] }) };
  let id = stored?.id;
  if (id === undefined)
    ({ id } = await api.deployments.create(withAdditions({ ...body, flow_id: await flowId(flowName) }, weir)));
  else if (changes.length > 0)
    await api.deployments.update(
      { id },
      withAdditions({ ...changeable, ...(hasSchedules && { schedules: schedules ?? [] }) }, weir),
    );
  await setTriggers(api, id, body.name, triggers, stored !== undefined);
  return { kind: "deployment", name, id, outcome, changes };
}

/** What the types of the protocol have no place for. */
const withAdditions = <T extends object>(body: T, weir: object): T => ({ ...body, weir });

/** Fields that cannot be different for some of the runs. */
const UNTRIED: ReadonlySet<string> = new Set(["schedules", "work_pool_name", "work_queue_name", "paused"]);

async function tryOn(
  api: Client,
  { id, name }: DeploymentResponse,
  changes: readonly Change[],
  body: object,
  { share, source }: { readonly share: number; readonly source: DeploymentSource },
): Promise<void> {
  const untried = changes.filter(({ field }) => UNTRIED.has(field)).map(({ field }) => field);
  if (untried.length > 0)
    throw new Failure(
      `${name}: ${untried.join(", ")} cannot be tried on some of the runs`,
      "Deploy without --canary to change that.",
    );
  const wanted = Object.entries(body).filter(([field]) => !UNTRIED.has(field));
  await api.deploymentVersions.canary({ id }, { share, changes: Object.fromEntries(wanted), source });
}

/** The policies of its schedules, where the server knows such. */
async function policiesOn(
  api: Client,
  { id, schedules }: DeploymentResponse,
): Promise<DeploymentAdditions["schedules"]> {
  if (api.weirVersion === undefined || !schedules?.length) return {};
  return (await api.deploymentVersions.ofDeployment({ id })).schedules;
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
