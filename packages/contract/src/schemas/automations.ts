/**
 * Automations. Their triggers contain triggers, and both triggers and actions are told apart by fields that may be
 * missing: so requests are read by `events/triggers.ts` and `events/actions.ts`, and what stands here documents them.
 */
import Type, { type Static, type TSchema } from "typebox";
import { ACTION_SOURCES, TARGETED, type Action } from "../events/actions.ts";
import { POSTURES, type Trigger } from "../events/triggers.ts";
import { Documented, DateTime, Duration, JsonObject, Nullable, StringEnum, Uuid, withOptions } from "../schema.ts";
import { Operator } from "./common.ts";
import { ResourceSpecification } from "./events.ts";
import { StateType } from "./states.ts";

type Side = "Input" | "Output";

const texts = () => Type.Optional(Type.Array(Type.String(), { uniqueItems: true }));
const literal = (value: string) => Type.Optional(Type.Literal(value, { default: value }));
const length = (side: Side): TSchema => (side === "Input" ? Duration() : Type.Number());

/** A trigger of any kind; compound ones contain any kind again, so the object refers to itself. */
function triggerOf(side: Side): TSchema {
  const labels = Type.Union([
    ResourceSpecification,
    Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())])),
  ]);
  const event = Type.Object(
    {
      after: texts(),
      expect: texts(),
      for_each: texts(),
      id: Type.Optional(Uuid()),
      match: Type.Optional(labels),
      match_related: Type.Optional(Type.Union([labels, Type.Array(labels)])),
      posture: StringEnum(POSTURES),
      threshold: Type.Optional(Type.Integer({ default: 1 })),
      type: literal("event"),
      within: Type.Optional(length(side)),
    },
    { title: `EventTrigger-${side}` },
  );
  const any = { anyOf: [event] as TSchema[] };
  const composite = {
    id: Type.Optional(Uuid()),
    triggers: Type.Unsafe({ type: "array", items: any }),
    within: Nullable(length(side)),
  };
  const compound = Type.Object(
    { ...composite, require: Type.Union([Type.Integer(), StringEnum(["any", "all"])]), type: literal("compound") },
    { title: `CompoundTrigger-${side}` },
  );
  const sequence = Type.Object({ ...composite, type: literal("sequence") }, { title: `SequenceTrigger-${side}` });
  any.anyOf.push(compound, sequence);
  return any as unknown as TSchema;
}

const classOf = (type: string): string => type.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
const source = Type.Optional(StringEnum(ACTION_SOURCES, { default: "selected" }));

function actionOf(side: Side): TSchema {
  const action = (type: string, fields: Record<string, TSchema> = {}, title = classOf(type)): TSchema =>
    Type.Object({ ...fields, type: literal(type) }, { title });
  return {
    anyOf: [
      ...["do-nothing", "cancel-flow-run", "delete-flow-run", "suspend-flow-run", "resume-flow-run"].map((type) =>
        action(type),
      ),
      action(
        "run-deployment",
        {
          deployment_id: Type.Optional(Nullable(Uuid())),
          job_variables: Type.Optional(Nullable(JsonObject())),
          parameters: Type.Optional(Nullable(JsonObject())),
          schedule_after: Type.Optional(length(side)),
          source,
        },
        `RunDeployment-${side}`,
      ),
      ...Object.entries(TARGETED).map(([type, field]) =>
        action(type, { [field]: Type.Optional(Nullable(Uuid())), source }),
      ),
      action("change-flow-run-state", {
        force: Type.Optional(Type.Boolean({ default: false })),
        message: Type.Optional(Nullable(Type.String())),
        name: Type.Optional(Nullable(Type.String())),
        state: StateType,
      }),
      action("send-notification", {
        block_document_id: Uuid(),
        body: Type.String(),
        subject: Type.Optional(Type.String({ default: "Prefect automated notification" })),
      }),
      action("call-webhook", { block_document_id: Uuid(), payload: Type.Optional(Type.String({ default: "" })) }),
    ],
  } as unknown as TSchema;
}

const TriggerInput = Documented<unknown>({}, () => triggerOf("Input"));
const TriggerOutput = Documented<Trigger>({}, () => triggerOf("Output"));
const ActionInput = Documented<unknown>({}, () => actionOf("Input"));
const ActionOutput = Documented<Action>({}, () => actionOf("Output"));

export const Automation = Type.Object(
  {
    actions: Type.Array(ActionOutput),
    actions_on_resolve: Type.Optional(Type.Array(ActionOutput)),
    actions_on_trigger: Type.Optional(Type.Array(ActionOutput)),
    created: Nullable(DateTime()),
    description: Type.Optional(Type.String({ default: "" })),
    enabled: Type.Optional(Type.Boolean({ default: true })),
    id: Uuid(),
    name: Type.String(),
    tags: Type.Optional(Type.Array(Type.String())),
    trigger: TriggerOutput,
    updated: Nullable(DateTime()),
  },
  { title: "Automation" },
);
/** An automation as the API answers it: every field is there. */
export type Automation = Required<Static<typeof Automation>>;

const FIELDS = {
  actions: Type.Array(ActionInput),
  actions_on_resolve: Type.Optional(Type.Array(ActionInput)),
  actions_on_trigger: Type.Optional(Type.Array(ActionInput)),
  description: Type.Optional(Type.String({ default: "" })),
  enabled: Type.Optional(Type.Boolean({ default: true })),
  name: Type.String(),
  tags: Type.Optional(Type.Array(Type.String())),
  trigger: TriggerInput,
};

export const AutomationCreate = Type.Object(
  { ...FIELDS, owner_resource: Type.Optional(Nullable(Type.String())) },
  { title: "AutomationCreate", additionalProperties: false },
);
export type AutomationCreate = Static<typeof AutomationCreate>;

export const AutomationUpdate = Type.Object(FIELDS, { title: "AutomationUpdate", additionalProperties: false });
export type AutomationUpdate = Static<typeof AutomationUpdate>;

export const AutomationPartialUpdate = Type.Object(
  { enabled: Type.Optional(Type.Boolean({ default: true })) },
  { title: "AutomationPartialUpdate", additionalProperties: false },
);
export type AutomationPartialUpdate = Static<typeof AutomationPartialUpdate>;

export const AutomationFilter = Type.Object(
  {
    created: Type.Optional(
      Nullable(
        Type.Object(
          { before_: Type.Optional(Nullable(DateTime())) },
          { title: "AutomationFilterCreated", additionalProperties: false },
        ),
      ),
    ),
    id: Type.Optional(
      Nullable(
        Type.Object(
          { any_: Type.Optional(Nullable(Type.Array(Uuid()))) },
          { title: "AutomationFilterId", additionalProperties: false },
        ),
      ),
    ),
    name: Type.Optional(
      Nullable(
        Type.Object(
          { any_: Type.Optional(Nullable(Type.Array(Type.String()))) },
          { title: "AutomationFilterName", additionalProperties: false },
        ),
      ),
    ),
    operator: Type.Optional(withOptions(Operator, { default: "and_" })),
    tags: Type.Optional(
      Nullable(
        Type.Object(
          {
            all_: Type.Optional(Nullable(Type.Array(Type.String()))),
            any_: Type.Optional(Nullable(Type.Array(Type.String()))),
            is_null_: Type.Optional(Nullable(Type.Boolean())),
            operator: Type.Optional(withOptions(Operator, { default: "and_" })),
          },
          { title: "AutomationFilterTags", additionalProperties: false },
        ),
      ),
    ),
  },
  { title: "AutomationFilter", additionalProperties: false },
);
export type AutomationFilter = Static<typeof AutomationFilter>;

export const AutomationSort = StringEnum(["CREATED_DESC", "UPDATED_DESC", "NAME_ASC", "NAME_DESC"], {
  title: "AutomationSort",
});
export type AutomationSort = Static<typeof AutomationSort>;

/** A draft, and the time whose events it is tried on. */
export const RehearsalRequest = Type.Object(
  {
    trigger: TriggerInput,
    /** The beginning of that time. */
    since: DateTime(),
    /** Its end (default: now). */
    until: Type.Optional(Nullable(DateTime())),
  },
  { title: "RehearsalRequest" },
);
export type RehearsalRequest = Static<typeof RehearsalRequest>;

const EventMention = Type.Object(
  {
    id: Uuid(),
    event: Type.String(),
    occurred: DateTime(),
    resource_id: Type.String(),
    resource_name: Nullable(Type.String()),
  },
  { title: "EventMention" },
);
export type EventMention = Static<typeof EventMention>;

export const NEAR_MISSES = ["name", "match", "match_related", "after", "threshold", "together", "order"] as const;

/** What an automation would have done. */
export const Rehearsal = Type.Object(
  {
    since: DateTime(),
    /** As far as events were read. */
    until: DateTime(),
    /** Events that were read. */
    events: Type.Integer(),
    /** Events among them that counted for it. */
    matched: Type.Integer(),
    /** True where there were more events than are read at once: what came after `until` was not looked at. */
    is_cut: Type.Boolean(),
    firing_count: Type.Integer(),
    /** The first ones. */
    firings: Type.Array(
      Type.Object({
        triggered: DateTime(),
        labels: Type.Record(Type.String(), Type.String()),
        event: Nullable(EventMention),
        events: Type.Array(EventMention),
      }),
    ),
    /** What nearly made it fire, by the condition that failed; the most frequent first. */
    near_misses: Type.Array(
      Type.Object({
        condition: StringEnum(NEAR_MISSES),
        /** Which trigger: `trigger`, `trigger.triggers.1`, … */
        place: Type.String(),
        count: Type.Integer(),
        examples: Type.Array(Type.Object({ event: Nullable(EventMention), detail: Type.String() })),
      }),
    ),
  },
  { title: "Rehearsal" },
);
export type Rehearsal = Static<typeof Rehearsal>;
