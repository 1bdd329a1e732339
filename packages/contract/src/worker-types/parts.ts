/** What job templates are made of. */

export type Json = Readonly<Record<string, unknown>>;

export const text = (title: string, description: string, more: Json = {}): Json => ({
  title,
  description,
  type: "string",
  ...more,
});
export const flag = (title: string, description: string, fallback: boolean): Json => ({
  title,
  description,
  default: fallback,
  type: "boolean",
});
export const integer = (title: string, description: string, more: Json = {}): Json => ({
  title,
  description,
  type: "integer",
  ...more,
});
export const texts = (title: string, description: string, more: Json = {}): Json => ({
  title,
  description,
  type: "array",
  items: { type: "string" },
  ...more,
});
const textByName = (title: string, description: string): Json => ({
  title,
  description,
  type: "object",
  additionalProperties: { type: "string" },
});

/** A variable of the same name fills each of these. */
export const filled = (...names: string[]): Json => Object.fromEntries(names.map((name) => [name, `{{ ${name} }}`]));

const COMMON = {
  name: text("Name", "Name of the infrastructure that a worker creates."),
  env: textByName("Environment Variables", "Environment variables of a flow run."),
  labels: textByName("Labels", "Labels of the infrastructure that a worker creates."),
  command: text("Command", "The command that starts a flow run. Usually left blank: the worker makes it."),
};

export const template = (job_configuration: Json, properties: Json, definitions?: Json): Json => ({
  job_configuration,
  variables: { type: "object", properties: { ...COMMON, ...properties }, ...(definitions ? { definitions } : {}) },
});
