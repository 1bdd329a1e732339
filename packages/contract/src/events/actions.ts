/** Actions: what an automation does when it fires (spec EVENTS-BLOCKS, 2.5). */
import type { StateType } from "../schemas/states.ts";
import { STATE_TYPES } from "../states/states.ts";
import { Fields, isObject, type JsonObject, type Place, type ShapeProblem } from "./parse.ts";

export const ACTION_SOURCES = ["selected", "inferred"] as const;
type Source = (typeof ACTION_SOURCES)[number];

export interface RunDeployment {
  readonly type: "run-deployment";
  readonly source: Source;
  readonly parameters: JsonObject | null;
  readonly deployment_id: string | null;
  readonly job_variables: JsonObject | null;
  /** Seconds. */
  readonly schedule_after: number;
}

export interface ChangeFlowRunState {
  readonly type: "change-flow-run-state";
  readonly name: string | null;
  readonly state: StateType;
  readonly message: string | null;
  readonly force: boolean;
}

export interface SendNotification {
  readonly type: "send-notification";
  readonly block_document_id: string;
  readonly subject: string;
  readonly body: string;
}

export interface CallWebhook {
  readonly type: "call-webhook";
  readonly block_document_id: string;
  readonly payload: string;
}

/** Actions on something that is chosen, or seen from the event; with the name of the field that chooses it. */
export const TARGETED = {
  "pause-deployment": "deployment_id",
  "resume-deployment": "deployment_id",
  "pause-work-queue": "work_queue_id",
  "resume-work-queue": "work_queue_id",
  "pause-automation": "automation_id",
  "resume-automation": "automation_id",
  "pause-work-pool": "work_pool_id",
  "resume-work-pool": "work_pool_id",
} as const;

type TargetedType = keyof typeof TARGETED;
export type TargetedAction = {
  [T in TargetedType]: { readonly type: T; readonly source: Source } & {
    readonly [Field in (typeof TARGETED)[T]]: string | null;
  };
}[TargetedType];

const PLAIN = ["do-nothing", "cancel-flow-run", "delete-flow-run", "suspend-flow-run", "resume-flow-run"] as const;
export interface PlainAction {
  readonly type: (typeof PLAIN)[number];
}

export type Action = PlainAction | RunDeployment | TargetedAction | ChangeFlowRunState | SendNotification | CallWebhook;

const KINDS = [
  ...PLAIN,
  "run-deployment",
  ...Object.keys(TARGETED),
  "change-flow-run-state",
  "send-notification",
  "call-webhook",
];

/** A source and the id it is about: chosen ones need an id, inferred ones must have none. */
function target(fields: Fields, name: string): { source: Source; id: string | null } {
  const source = fields.oneOf("source", ACTION_SOURCES, "selected");
  const id = fields.uuidOrNull(name);
  if ((source === "selected") !== (id !== null))
    fields.refuse(name, "value_error", `Value error, ${name} is ${id === null ? "required" : "not allowed"}`);
  return { source, id };
}

function required(fields: Fields, name: string): void {
  if (!fields.has(name)) fields.missing(name);
}

/** The block of an action that cannot do without. */
function blockId(fields: Fields): string {
  const name = "block_document_id";
  if (fields.raw(name) === null)
    fields.refuse(name, "uuid_type", "UUID input should be a string, bytes or UUID object");
  else required(fields, name);
  return fields.uuidOrNull(name) ?? "";
}

/** A body of a web call: text, or an object that is written as text. */
function payload(fields: Fields): string {
  const value = fields.raw("payload");
  return isObject(value) || Array.isArray(value) ? JSON.stringify(value, null, 2) : fields.text("payload", "");
}

function parse(fields: Fields): Action {
  const type = fields.raw("type");
  if ((PLAIN as readonly unknown[]).includes(type)) return { type } as PlainAction;
  if (typeof type === "string" && type in TARGETED) {
    const field = TARGETED[type as TargetedType];
    const { source, id } = target(fields, field);
    return { type, source, [field]: id } as TargetedAction;
  }
  switch (type) {
    case "run-deployment": {
      const { source, id } = target(fields, "deployment_id");
      return {
        type,
        source,
        parameters: fields.objectOrNull("parameters"),
        deployment_id: id,
        job_variables: fields.objectOrNull("job_variables"),
        schedule_after: fields.duration("schedule_after", 0),
      };
    }
    case "change-flow-run-state":
      required(fields, "state");
      return {
        type,
        name: fields.textOrNull("name"),
        state: fields.oneOf("state", STATE_TYPES, "COMPLETED"),
        message: fields.textOrNull("message"),
        force: fields.flag("force", false),
      };
    case "send-notification":
      required(fields, "body");
      return {
        type,
        block_document_id: blockId(fields),
        subject: fields.text("subject", "Prefect automated notification"),
        body: fields.text("body", ""),
      };
    case "call-webhook":
      return { type, block_document_id: blockId(fields), payload: payload(fields) };
    default:
      fields.refuse("type", "literal_error", `Input should be one of ${KINDS.map((kind) => `'${kind}'`).join(", ")}`);
      return { type: "do-nothing" };
  }
}

/** Actions in their normal form: every field there, lengths of time in seconds. */
export function parseActions(
  values: readonly unknown[],
  at: Place,
): { actions: readonly Action[]; problems: readonly ShapeProblem[] } {
  const problems: ShapeProblem[] = [];
  const actions = values.map((value, index) => {
    if (!isObject(value))
      problems.push({ type: "model_type", loc: [...at, index], msg: "Input should be an object", input: value });
    return parse(new Fields(isObject(value) ? value : { type: "do-nothing" }, [...at, index], problems));
  });
  return { actions, problems };
}
