import { routes } from "@weir/contract";
import { templateProblem } from "../operations/schemas/template-problem.ts";
import { endpoint, noContent, type Answer, type Endpoint } from "./endpoint.ts";

function check(source: unknown): Answer {
  const text = typeof source === "string" ? source : "";
  const problem = templateProblem(text);
  return problem ? { status: 422, text: JSON.stringify({ error: { ...problem, source: text } }) } : noContent;
}

/** Templates are checked while they are written; the same under two addresses. */
export const templates = (): Endpoint[] => [
  endpoint(routes.automations.templatesValidate, async ({ body }) => check(body)),
  endpoint(routes.templates.validate, async ({ body }) => check(body)),
];
