/** What an automation does, in code. Whatever is named is looked up when the automation is saved. */
import type { Client } from "@weir/client";
import type { BlockCore } from "../blocks/types.ts";
import { deploymentId } from "../deployments/run-deployment.ts";
import { type Duration, inSeconds } from "../duration.ts";
import { WeirError } from "../errors.ts";
import { wireParameters } from "../wire.ts";

/** What an action is about, or uses, is not there. */
export class NoSuchTarget extends WeirError {
  static override readonly code: string = "no_such_target";
}

type Wire = Readonly<Record<string, unknown>>;

/** An action; made by the functions of `action`. */
export interface AutomationAction {
  readonly type: string;
  /** As the API has it. */
  resolve(api: Client): Promise<Wire>;
}

/** A saved block, or its `type/name`. */
type BlockReference = string | BlockCore<unknown>;

const plain = (type: string, more: Wire = {}): AutomationAction => ({
  type,
  resolve: () => Promise.resolve({ type, ...more }),
});

/** On something that is named, or that the event is about. */
const targeted = (
  type: string,
  field: string,
  name: string | undefined,
  find: (api: Client, name: string) => Promise<string>,
): AutomationAction => ({
  type,
  async resolve(api) {
    return name === undefined
      ? { type, source: "inferred", [field]: null }
      : { type, source: "selected", [field]: await find(api, name) };
  },
});

const onDeployment = (type: string) => (name?: string) => targeted(type, "deployment_id", name, deploymentId);
const onPool = (type: string) => (name?: string) => targeted(type, "work_pool_id", name, workPoolId);
const onQueue = (type: string) => (name?: string) => targeted(type, "work_queue_id", name, workQueueId);
const onAutomation = (type: string) => (name?: string) => targeted(type, "automation_id", name, automationId);

export interface RunDeploymentAction {
  /** Texts in them may be templates: `{{ event.payload.file }}`. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly jobVariables?: Readonly<Record<string, unknown>> | undefined;
  /** How long after the firing the run is due. Default: at once. */
  readonly after?: Duration | undefined;
}

/**
 * The actions of automations. Those on a deployment (`flow/name`), a work pool, a work queue (`pool/queue`) or an automation are
 * about the one that the event is about if none is named; those on flow runs always are.
 */
export const action = {
  doNothing: (): AutomationAction => plain("do-nothing"),
  runDeployment(name?: string, { parameters, jobVariables, after = 0 }: RunDeploymentAction = {}): AutomationAction {
    const target = targeted("run-deployment", "deployment_id", name, deploymentId);
    const more = {
      parameters: parameters ? wireParameters(parameters) : null,
      job_variables: jobVariables ?? null,
      schedule_after: inSeconds(after, "after"),
    };
    return { type: target.type, resolve: async (api) => ({ ...(await target.resolve(api)), ...more }) };
  },
  pauseDeployment: onDeployment("pause-deployment"),
  resumeDeployment: onDeployment("resume-deployment"),
  pauseWorkPool: onPool("pause-work-pool"),
  resumeWorkPool: onPool("resume-work-pool"),
  pauseWorkQueue: onQueue("pause-work-queue"),
  resumeWorkQueue: onQueue("resume-work-queue"),
  pauseAutomation: onAutomation("pause-automation"),
  resumeAutomation: onAutomation("resume-automation"),
  cancelFlowRun: (): AutomationAction => plain("cancel-flow-run"),
  deleteFlowRun: (): AutomationAction => plain("delete-flow-run"),
  suspendFlowRun: (): AutomationAction => plain("suspend-flow-run"),
  resumeFlowRun: (): AutomationAction => plain("resume-flow-run"),
  /** @param state a type of states, as `FAILED` */
  changeFlowRunState: (
    state: string,
    { name, message, force = false }: { name?: string; message?: string; force?: boolean } = {},
  ): AutomationAction => plain("change-flow-run-state", { state, name: name ?? null, message: message ?? null, force }),
  /** Both texts may be templates. */
  sendNotification: (block: BlockReference, text: { readonly subject?: string; readonly body: string }) =>
    withBlock("send-notification", block, { subject: text.subject ?? "Weir automated notification", body: text.body }),
  /** @param payload JSON, or a template that makes a text of the event */
  callWebhook: (block: BlockReference, payload: string | Wire = {}): AutomationAction =>
    withBlock("call-webhook", block, {
      payload: typeof payload === "string" ? payload : JSON.stringify(payload, null, 2),
    }),
} as const;

const withBlock = (type: string, block: BlockReference, more: Wire): AutomationAction => ({
  type,
  resolve: async (api) => ({ type, block_document_id: await blockId(api, block), ...more }),
});

async function blockId(api: Client, block: BlockReference): Promise<string> {
  if (typeof block !== "string") {
    if (block.blockId !== undefined) return block.blockId;
    throw new NoSuchTarget(`block ${block.reference} is not saved: call its save() first`);
  }
  const [slug = "", block_document_name = ""] = block.split("/");
  const found = await there(`block ${block}`, api.blockTypes.readBlockDocumentByName({ slug, block_document_name }));
  return found.id!;
}

const workPoolId = async (api: Client, name: string): Promise<string> =>
  (await there(`work pool ${name}`, api.workPools.read({ name }))).id!;

async function workQueueId(api: Client, name: string): Promise<string> {
  const [work_pool_name = "", queue = ""] = name.split("/");
  if (queue === "") throw new NoSuchTarget(`work queue ${name}: name it as pool/queue`);
  return (await there(`work queue ${name}`, api.workPools.readQueue({ work_pool_name, name: queue }))).id!;
}

async function automationId(api: Client, name: string): Promise<string> {
  const [found] = await api.automations.filter({ automations: { name: { any_: [name] } }, limit: 1 });
  if (found) return found.id;
  throw new NoSuchTarget(`there is no automation ${name}`);
}

const there = <T>(what: string, found: Promise<T>): Promise<T> =>
  found.catch((error: unknown) => {
    if ((error as { readonly status?: unknown }).status !== 404) throw error;
    throw new NoSuchTarget(`there is no ${what}`, { cause: error });
  });
