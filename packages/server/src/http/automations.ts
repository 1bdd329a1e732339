import {
  parseActions,
  parseTime,
  parseTrigger,
  routes,
  type AutomationCreate,
  type AutomationUpdate,
  type ShapeProblem,
} from "@weir/contract";
import {
  countAutomationsBy,
  createAutomation,
  deleteAutomationById,
  deleteAutomationsOf,
  endlessLoop,
  listAutomations,
  listAutomationsRelatedTo,
  readAutomationById,
  replaceAutomation,
  setAutomationEnabled,
  type AutomationFields,
} from "../operations/automations/automations.ts";
import { rehearse } from "../operations/automations/rehearse.ts";
import type { Context } from "../operations/context.ts";
import { templateProblem } from "../operations/schemas/template-problem.ts";
import { endpoint, noContent, ok, type Answer, type Endpoint } from "./endpoint.ts";
import { page } from "./page.ts";
import { InvalidRequest, valueError } from "./validate.ts";

const TEMPLATED = ["subject", "body", "payload"] as const;

/** What a request says, in its normal form; refused with everything that does not fit. */
function fieldsOf(body: AutomationCreate | AutomationUpdate): AutomationFields {
  const { trigger, problems } = parseTrigger(body.trigger, ["body", "trigger"]);
  const all: ShapeProblem[] = [...problems];
  const actionsIn = (name: "actions" | "actions_on_trigger" | "actions_on_resolve") => {
    const { actions, problems: found } = parseActions(body[name] ?? [], ["body", name]);
    all.push(...found);
    for (const [index, action] of actions.entries())
      for (const field of TEMPLATED) {
        const text = (action as Readonly<Record<string, unknown>>)[field];
        const problem = typeof text === "string" && text.includes("{") ? templateProblem(text) : undefined;
        if (problem)
          all.push({
            type: "value_error",
            loc: ["body", name, index, field],
            msg: `Value error, '${field}' is not a valid template: ${problem.message}`,
            input: text,
          });
      }
    return actions;
  };
  const fields: AutomationFields = {
    name: body.name,
    description: body.description ?? "",
    enabled: body.enabled ?? true,
    tags: body.tags ?? [],
    trigger,
    actions: actionsIn("actions"),
    actions_on_trigger: actionsIn("actions_on_trigger"),
    actions_on_resolve: actionsIn("actions_on_resolve"),
  };
  if (all.length > 0) throw new InvalidRequest(all, body);
  const loop = endlessLoop(fields);
  if (loop) throw valueError([], loop, body, body);
  return fields;
}

/** Triggers and actions are of many shapes, and stored in their normal form: they go out as they are. */
const json = (status: number, body: unknown): Answer => ({ status, text: JSON.stringify(body) });

export const automations = (context: Context): Endpoint[] => [
  endpoint(routes.automations.create, async ({ body }) =>
    json(201, await createAutomation(context, fieldsOf(body), body.owner_resource)),
  ),
  endpoint(routes.automations.filter, async ({ body }) =>
    json(
      200,
      await listAutomations(context, {
        filter: body.automations,
        sort: body.sort ?? "NAME_ASC",
        ...page(context, body),
      }),
    ),
  ),
  endpoint(routes.automations.count, async ({ body }) =>
    json(200, await countAutomationsBy(context, body.automations)),
  ),
  endpoint(routes.automations.relatedTo, async ({ params }) =>
    json(200, await listAutomationsRelatedTo(context, params.resource_id)),
  ),
  endpoint(routes.automations.deleteOwnedBy, async ({ params }) => {
    await deleteAutomationsOf(context, params.resource_id);
    return json(202, null);
  }),
  endpoint(routes.automations.read, async ({ params }) => json(200, await readAutomationById(context, params.id))),
  endpoint(routes.automations.update, async ({ params, body }) => {
    await replaceAutomation(context, params.id, fieldsOf(body));
    return noContent;
  }),
  endpoint(routes.automations.setEnabled, async ({ params, body }) => {
    await setAutomationEnabled(context, params.id, body.enabled ?? true);
    return noContent;
  }),
  endpoint(routes.automations.rehearse, async ({ body }) => {
    const { trigger, problems } = parseTrigger(body.trigger, ["body", "trigger"]);
    if (problems.length > 0) throw new InvalidRequest([...problems], body);
    const until = body.until == null ? undefined : parseTime(body.until);
    return ok(await rehearse(context, trigger, { since: parseTime(body.since), until }));
  }),
  endpoint(routes.automations.delete, async ({ params }) => {
    await deleteAutomationById(context, params.id);
    return noContent;
  }),
];
