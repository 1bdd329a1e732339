/** The parameters with which an automation starts a deployment: they may contain templates (spec EVENTS-BLOCKS, 2.6). */
import type { Context } from "../context.ts";
import { asJsonTemplate } from "../schemas/template.ts";
import type { ActionTask } from "./firing.ts";
import { ActionTemplates } from "./template-context.ts";

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const hasMarks = (text: string): boolean => text.includes("{{") || text.includes("{%");

/** A text that is one expression and nothing else keeps the type of its value; any other becomes text. */
async function resolve(templates: ActionTemplates, value: unknown): Promise<unknown> {
  if (typeof value === "string" && hasMarks(value)) {
    const whole = asJsonTemplate(value);
    return whole === undefined ? templates.render(value) : (JSON.parse(await templates.render(whole)) as unknown);
  }
  if (Array.isArray(value)) return Promise.all(value.map((each) => resolve(templates, each)));
  if (!isObject(value)) return value;
  if (value["__prefect_kind"] === "jinja" && typeof value["template"] === "string")
    return templates.render(value["template"]);
  if (value["__prefect_kind"] === "json" && "value" in value) {
    // What is inside may itself be a template; the rest of the kinds is filled in where runs are created.
    const inner = await resolve(templates, value["value"]);
    return { ...value, value: inner };
  }
  return Object.fromEntries(
    await Promise.all(Object.entries(value).map(async ([key, each]) => [key, await resolve(templates, each)] as const)),
  );
}

/** @throws ActionFailed */
export async function templatedParameters(
  context: Context,
  task: ActionTask,
  parameters: Json,
): Promise<Record<string, unknown>> {
  return (await resolve(new ActionTemplates(context, task), parameters)) as Record<string, unknown>;
}
