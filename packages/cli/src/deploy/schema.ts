/** What a deployment file may hold, as JSON Schema: checked by `check.ts`, published for editors. */

/** The part of JSON Schema that is used. */
export interface Schema {
  readonly description?: string;
  readonly type?: readonly JsonType[];
  readonly properties?: Readonly<Record<string, Schema>>;
  /** Absent: other keys are possible. */
  readonly additionalProperties?: false | Schema;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly (string | null)[];
  /** Only of texts. */
  readonly pattern?: string;
  readonly minimum?: number;
  /** Keys without which a mapping is none. */
  readonly required?: readonly string[];
}

export type JsonType = "array" | "boolean" | "integer" | "null" | "number" | "object" | "string";

const one = (type: JsonType, description: string): Schema => ({ description, type: [type, "null"] });
const text = (description: string): Schema => one("string", description);
const anyObject = (description: string): Schema => one("object", description);

/** A value that may be a placeholder, too. */
const orPlaceholder = (type: JsonType, description: string, more: Schema = {}): Schema => ({
  description,
  type: [type, "string", "null"],
  pattern: "\\{\\{.+\\}\\}",
  ...more,
});

/** Any object: further keys of one are an error in `weir.yaml`, but those that begin with `x-`. */
const closed = (description: string, properties: Readonly<Record<string, Schema>>): Schema => ({
  description,
  type: ["object", "null"],
  properties,
  patternProperties: { "^x-": {} },
  additionalProperties: false,
});

const steps = (description: string): Schema => ({
  description,
  type: ["array", "object", "null"],
  items: { type: ["object", "null"], additionalProperties: { type: ["object", "null"] } },
});

const STEPS = {
  build: steps("Steps that are run by `weir deploy`, first. One step: its name, and under that its inputs."),
  push: steps("Steps that are run by `weir deploy`, after those of `build`."),
  pull: steps("Steps that workers run before each flow run. Default: go to this file's folder. `[]`: none."),
};

/** The same in both files: the reference refuses further keys here as well. */
export const SCHEDULE = closed("When runs are made: exactly one of `cron`, `interval` and `rrule`.", {
  cron: text("Cron expression of five or six fields."),
  interval: {
    description: "Seconds between runs, or a text as `01:30:00` or `PT90M`.",
    type: ["number", "string", "null"],
  },
  rrule: text("Recurrence rule, as `FREQ=MONTHLY;BYDAY=-1FR`."),
  timezone: text("Zone in which the times are meant, as `Europe/Berlin`. Default: UTC."),
  anchor_date: text("Time from which an interval is counted. Default: when the deployment is made."),
  day_or: orPlaceholder("boolean", "Whether either day of month or day of week has to fit. Default: true."),
  active: orPlaceholder("boolean", "Whether it makes runs. Default: true."),
  parameters: anyObject("Parameters of its runs, beside the deployment's."),
  slug: text("Name among the schedules of the deployment, by which it is found again when it changes."),
  replaces: text("The slug that it had before."),
  catch_up: {
    description:
      "What becomes of missed times: all, latest, none, or how late they may be: seconds, or a text as `PT2H`. Only Weir's servers.",
    type: ["string", "number", "null"],
  },
  overlap: {
    description: "What happens where runs of it meet. Default: allow, both run. Only Weir's servers.",
    enum: ["allow", "skip", "queue", "cancel", null],
  },
  jitter: {
    description: "By how much each run is put off at the most: seconds, or a text as `PT5M`. Only Weir's servers.",
    type: ["number", "string", "null"],
  },
  priority: {
    description: "Of its runs in their queue, from -2 to 2. Default: 0. Only Weir's servers.",
    type: ["integer", "null"],
    minimum: -2,
  },
});

const SETTINGS = {
  version: { description: "Default: the commit, or else the flow's.", type: ["string", "number", "null"] },
  version_type: text("Accepted as the reference has it."),
  tags: { description: "Tags of its runs.", type: ["array", "string", "null"] },
  description: text("Default: the flow's."),
  parameters: anyObject("Parameters of runs that bring none of that name."),
  enforce_parameter_schema: orPlaceholder("boolean", "Whether runs with other parameters are refused."),
  schedule: SCHEDULE,
  schedules: { description: "When runs are made.", type: ["array", "null"], items: SCHEDULE },
  paused: orPlaceholder("boolean", "Whether its schedules make no runs. Default: false."),
  concurrency_limit: {
    description: "Most runs at a time: a number, or `limit` with what happens to those above it.",
    type: ["integer", "object", "string", "null"],
    minimum: 1,
    pattern: "\\{\\{.+\\}\\}",
    properties: {
      limit: orPlaceholder("integer", "Most runs at a time.", { minimum: 1 }),
      collision_strategy: { enum: ["ENQUEUE", "CANCEL_NEW", null], description: "Default: ENQUEUE, they wait." },
      grace_period_seconds: { type: ["integer", "null"], minimum: 60, description: "How long a place is kept free." },
    },
    patternProperties: { "^x-": {} },
    additionalProperties: false,
  },
  work_pool: closed("Where its runs are executed.", {
    name: text("Name of the work pool. It has to be there."),
    work_queue_name: text("Default: the pool's default queue."),
    job_variables: anyObject("Variables of the pool's template."),
  }),
  ...STEPS,
  triggers: {
    description: "Triggers of automations that run the deployment.",
    type: ["array", "null"],
    items: { type: ["object"] },
  },
  sla: { description: "Accepted, and not acted on.", type: ["array", "null"] },
} satisfies Readonly<Record<string, Schema>>;

const LIMITS: Schema = {
  description:
    "Global concurrency limits and rate limits, by name: made or changed by each deploy, never deleted. Only in weir.yaml.",
  type: ["object", "null"],
  additionalProperties: {
    description: "How many slots there are; or `limit` with how fast they come free by themselves.",
    type: ["integer", "object"],
    minimum: 0,
    required: ["limit"],
    properties: {
      limit: { description: "Slots.", type: ["integer"], minimum: 0 },
      slot_decay_per_second: {
        description: "Slots that come free by themselves in a second: makes it a rate limit. Default: 0.",
        type: ["number"],
        minimum: 0,
      },
      active: { description: "Whether it limits anything. Default: true.", type: ["boolean"] },
    },
    patternProperties: { "^x-": {} },
    additionalProperties: false,
  },
};

const environments = (description: string, more: Readonly<Record<string, Schema>>): Schema => ({
  description,
  type: ["object", "null"],
  additionalProperties: closed("What is different in this environment.", { ...more, ...SETTINGS }),
});

export const DEPLOYMENT_FILE: Schema = closed("Deployments of flows: weir.yaml.", {
  "prefect-version": text("Accepted as the reference has it."),
  name: text("Name of the project."),
  ...STEPS,
  limits: LIMITS,
  defaults: closed("What deployments have that do not say otherwise. Only in weir.yaml.", SETTINGS),
  environments: environments("What is different by environment, for all deployments. Only in weir.yaml.", {
    variables: anyObject("Values of placeholders: `{{ region }}`."),
    limits: LIMITS,
  }),
  deployments: {
    description: "The deployments.",
    type: ["array", "null"],
    items: closed("One deployment of a flow.", {
      name: text("Its name; that of the flow comes before it."),
      entrypoint: text("Where the flow is: `flows/report.ts:report`, or `flows/report.py:report` in Python."),
      flow_name: text("Ignored: it is the flow's own."),
      ...SETTINGS,
      environments: environments("What is different by environment, for this deployment. Only in weir.yaml.", {
        name: text("Another name."),
      }),
    }),
  },
});
