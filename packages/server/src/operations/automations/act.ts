/** Does what the action of an automation says (spec EVENTS-BLOCKS, 2.5). */
import { formatTime, seconds, type Action, type RelatedResource, type StateCreate } from "@weir/contract";
import { notFound, Refusal } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import { readAutomation } from "../../storage/queries/automations.ts";
import { readFlowRun } from "../../storage/queries/flow-runs.ts";
import { readWorkPool } from "../../storage/queries/work-pools.ts";
import { readBlockDocumentById } from "../blocks/read.ts";
import type { Caller, Context } from "../context.ts";
import { createFlowRunOfDeployment } from "../deployments/create-flow-run.ts";
import { setDeploymentPaused } from "../deployments/update.ts";
import { recordEvent } from "../events.ts";
import { resumeFlowRun } from "../flow-runs/resume.ts";
import { setFlowRunState, type Orchestrated } from "../flow-runs/set-state.ts";
import { deleteFlowRunById } from "../flow-runs/update.ts";
import { updatePool } from "../work-pools/pools.ts";
import { updateQueueById } from "../work-pools/queues-by-id.ts";
import { ActionFailed, NotYet } from "./action-failed.ts";
import { deleteAutomationsOf, runOfOwner, setAutomationEnabled } from "./automations.ts";
import type { ActionTask } from "./firing.ts";
import { answered, deliver, judgeNotification, type Sending } from "./deliveries.ts";
import { IncompleteBlock, notificationMessages } from "./notifiers.ts";
import { templatedParameters } from "./templated-parameters.ts";
import { ActionTemplates, resourceOfKind } from "./template-context.ts";

/** One doing of an action, which may take several tries. */
export type Doing = Pick<Sending, "task" | "invocation" | "attempt" | "isLast">;

export interface Done {
  /** For the payload of the event that tells of it. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly related: readonly RelatedResource[];
}

/** How long a run that an automation suspends waits to be resumed, in seconds. */
const SUSPENDED_FOR = 3600;

const done = (related: readonly RelatedResource[] = [], details: Done["details"] = {}): Done => ({ related, details });

/** What the reference's own request was answered, by which its clients know that an action went well. */
const status = (status_code: 200 | 201 | 204): Done["details"] => ({ status_code });

const inRole = (kind: string, id: string, role: string, name?: string): RelatedResource => ({
  "prefect.resource.id": `${kind}.${id}`,
  "prefect.resource.role": role,
  ...(name ? { "prefect.resource.name": name } : {}),
});

const callerOf = ({ automation }: ActionTask, now: number): Caller => ({
  clientVersion: null,
  isWeir: false,
  automation: { id: automation.id, name: automation.name },
  baseUrl: "",
  isDashboard: false,
  gone: undefined,
  arrived: now,
});

/** The one that was chosen, or that the event is about. */
function targetOf({ event }: ActionTask, source: string, chosen: string | null, kind: string): string {
  if (source === "selected" && chosen) return chosen;
  const what = kind.slice("prefect.".length).replace("-", " ");
  if (!event) throw new ActionFailed(`No event to infer the ${what}`);
  const found = resourceOfKind(event, kind);
  if (!found) throw new ActionFailed(`No ${what} could be inferred`);
  return found.id;
}

/** The run that events were counted for, or that the event is about. */
function flowRunOf({ event, firing }: ActionTask): string {
  const counted = /^prefect\.flow-run\.([0-9a-f-]{36})$/i.exec(firing.triggering_labels["prefect.resource.id"] ?? "");
  const id = counted?.[1] ?? resourceOfKind(event, "prefect.flow-run")?.id;
  if (!id) throw new ActionFailed(event ? "No flow run could be inferred" : "No event to infer the flow run");
  return id.toLowerCase();
}

function accepted({ result }: Pick<Orchestrated, "result">): void {
  if (result.status === "ACCEPT") return;
  const reason = "reason" in result.details ? result.details.reason : undefined;
  throw new ActionFailed(`Failed to set state: ${reason ?? result.status}`);
}

async function changeState(context: Context, task: ActionTask, state: StateCreate, force = false): Promise<Done> {
  const id = flowRunOf(task);
  accepted(await setFlowRunState(context, id, { state, force }, callerOf(task, context.clock.now())));
  return done([inRole("prefect.flow-run", id, "target")], status(201));
}

async function poolName({ store }: Context, id: string): Promise<string> {
  const pool = await store.read((db) => db.first(readWorkPool, { id }));
  if (!pool) throw notFound("Work pool");
  return pool.name;
}

/** A block with its secrets, and how an event names it. */
async function blockOf(context: Context, id: string) {
  const block = await readBlockDocumentById(context, id, true);
  const slug = block.block_type!.slug;
  const type = inRole("prefect.block-type", slug, "block-type");
  if (block.name !== null)
    await context.store.write((tx) =>
      recordEvent(context, tx, {
        id: uuid7(),
        occurred: context.clock.now(),
        event: `prefect.block.${slug}.loaded`,
        resource: { "prefect.resource.id": `prefect.block-document.${id}`, "prefect.resource.name": block.name! },
        related: [type],
      }),
    );
  return {
    id,
    slug,
    name: block.name ?? null,
    data: block.data as Readonly<Record<string, unknown>>,
    related: [inRole("prefect.block-document", id, "block", block.name ?? undefined), type],
  };
}

type Of<T extends Action["type"]> = Extract<Action, { readonly type: T }>;

async function callWebhook(context: Context, doing: Doing, action: Of<"call-webhook">): Promise<Done> {
  const { task } = doing;
  const block = await blockOf(context, action.block_document_id);
  const { slug, data, related } = block;
  if (slug !== "webhook") throw new ActionFailed("The referenced block was not a webhook block");
  const body = await new ActionTemplates(context, task).render(action.payload);
  const headers = Object.entries((data["headers"] ?? {}) as Record<string, unknown>).map(
    ([name, value]) => [name, String(value)] as const,
  );
  const call = {
    method: typeof data["method"] === "string" ? data["method"] : "POST",
    url: String(data["url"]),
    headers: { "content-type": "application/json", ...Object.fromEntries(headers) },
    ...(data["method"] === "GET" ? {} : { body }),
    allowPrivate: data["allow_private_urls"] !== false,
    verify: data["verify"] !== false,
  };
  // Whatever was answered, the webhook was called (spec EVENTS-BLOCKS, 2.5).
  const answer = await deliver(context, { ...doing, block, subject: call.method }, [{ call }], () => undefined);
  return done(related, answer && answered(answer));
}

async function notify(context: Context, doing: Doing, action: Of<"send-notification">): Promise<Done> {
  const { task, invocation: id } = doing;
  const block = await blockOf(context, action.block_document_id);
  const templates = new ActionTemplates(context, task);
  const notification = {
    subject: await templates.render(action.subject),
    body: await templates.render(action.body),
    id,
  };
  const messages = notificationMessages(block.slug, block.data, notification);
  if (!messages) throw new ActionFailed("The referenced block does not send notifications");
  const sending = { ...doing, block, subject: notification.subject };
  const last = await deliver(context, sending, messages, judgeNotification);
  return done(block.related, last && answered(last));
}

async function runDeployment(
  context: Context,
  task: ActionTask,
  action: Of<"run-deployment">,
  id: string,
): Promise<Done> {
  const deployment = targetOf(task, action.source, action.deployment_id, "prefect.deployment");
  const now = context.clock.now();
  const { run } = await createFlowRunOfDeployment(
    context,
    deployment,
    {
      parameters: await templatedParameters(context, task, action.parameters ?? {}),
      job_variables: action.job_variables && { ...action.job_variables },
      state: {
        type: "SCHEDULED",
        state_details: { scheduled_time: formatTime(now + seconds(action.schedule_after)) },
      },
      idempotency_key: `automation ${task.automation.id}, action ${task.index}, invocation ${id}`,
    },
    callerOf(task, now),
  );
  return done(
    [inRole("prefect.deployment", deployment, "target"), inRole("prefect.flow-run", run.id, "flow-run", run.name)],
    status(201),
  );
}

async function perform(context: Context, doing: Doing): Promise<Done> {
  const { task, invocation: id } = doing;
  const { action, automation } = task;
  switch (action.type) {
    case "do-nothing":
      return done();
    case "run-deployment":
      return runDeployment(context, task, action, id);
    case "pause-deployment":
    case "resume-deployment": {
      const target = targetOf(task, action.source, action.deployment_id, "prefect.deployment");
      await setDeploymentPaused(context, target, action.type === "pause-deployment");
      return done([inRole("prefect.deployment", target, "target")], status(200));
    }
    case "pause-work-pool":
    case "resume-work-pool": {
      const target = targetOf(task, action.source, action.work_pool_id, "prefect.work-pool");
      await updatePool(context, await poolName(context, target), { is_paused: action.type === "pause-work-pool" });
      return done([inRole("prefect.work-pool", target, "target")], status(204));
    }
    case "pause-work-queue":
    case "resume-work-queue": {
      const target = targetOf(task, action.source, action.work_queue_id, "prefect.work-queue");
      await updateQueueById(context, target, { is_paused: action.type === "pause-work-queue" });
      return done([inRole("prefect.work-queue", target, "target")], status(204));
    }
    case "pause-automation":
    case "resume-automation": {
      const target = targetOf(task, action.source, action.automation_id, "prefect.automation");
      await setAutomationEnabled(context, target, action.type === "resume-automation");
      return done([inRole("prefect.automation", target, "target")], status(204));
    }
    case "cancel-flow-run":
      return changeState(context, task, {
        type: "CANCELLING",
        message: `Cancelled by Automation ${automation.id}`,
      });
    case "change-flow-run-state":
      return changeState(
        context,
        task,
        {
          type: action.state,
          ...(action.name ? { name: action.name } : {}),
          message: action.message ?? `State changed by Automation ${automation.id}`,
        },
        action.force,
      );
    case "suspend-flow-run":
      return changeState(context, task, {
        type: "PAUSED",
        name: "Suspended",
        message: `Suspended by Automation ${automation.id}`,
        state_details: {
          pause_timeout: formatTime(context.clock.now() + seconds(SUSPENDED_FOR)),
          pause_reschedule: true,
        },
      });
    case "resume-flow-run": {
      const waiting = runOfOwner(task.owner);
      if (waiting !== undefined) return resumeWaiting(context, task, waiting);
      const target = flowRunOf(task);
      accepted(await resumeFlowRun(context, target, null, callerOf(task, context.clock.now())));
      return done([inRole("prefect.flow-run", target, "target")]);
    }
    case "delete-flow-run": {
      const target = flowRunOf(task);
      await deleteFlowRunById(context, target);
      return done([inRole("prefect.flow-run", target, "target")], status(204));
    }
    case "call-webhook":
      return callWebhook(context, doing, action);
    case "send-notification":
      return notify(context, doing, action);
  }
}

/**
 * Resumes a run that waits for an event. One that is on its way to be suspended is looked at again later. The automation
 * has done what it is for when the run is resumed: what it fired for besides must not resume the run from another pause.
 */
async function resumeWaiting(context: Context, task: ActionTask, id: string): Promise<Done> {
  const waits = await context.store.read((db) => db.first(readAutomation, { id: task.automation.id }));
  if (!waits) throw new ActionFailed("The flow run no longer waits for it");
  const { result } = await resumeFlowRun(context, id, null, callerOf(task, context.clock.now()));
  if (result.status !== "ACCEPT") {
    const run = await context.store.read((db) => db.first(readFlowRun, { id }));
    if (run?.state_type === "RUNNING" || run?.state_type === "PENDING")
      throw new NotYet(`flow run ${id} is not suspended yet`);
  }
  accepted({ result });
  await deleteAutomationsOf(context, task.owner!);
  return done([inRole("prefect.flow-run", id, "target")]);
}

/**
 * Does the action.
 *
 * @throws ActionFailed where it cannot be done; any other error means that it may be tried again
 */
export async function act(context: Context, doing: Doing): Promise<Done> {
  try {
    return await perform(context, doing);
  } catch (error) {
    if (error instanceof IncompleteBlock) throw new ActionFailed(error.message);
    if (!(error instanceof Refusal)) throw error;
    const { type } = doing.task.action;
    throw new ActionFailed(
      error.status === 409 || error.status === 422
        ? `Validation error occurred for '${type}' - ${error.message}`
        : `Unexpected status from '${type}' action: ${error.status}`,
      { status_code: error.status },
    );
  }
}
