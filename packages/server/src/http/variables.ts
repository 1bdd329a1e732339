import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import {
  countVariablesBy,
  createVariable,
  deleteVariableBy,
  listVariables,
  readVariableBy,
  updateVariableBy,
} from "../operations/variables.ts";
import { created, endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";
import { page } from "./page.ts";

export const variables = (context: Context): Endpoint[] => [
  endpoint(routes.variables.create, async ({ body }) => created(await createVariable(context, body))),
  endpoint(routes.variables.read, async ({ params }) => ok(await readVariableBy(context, params))),
  endpoint(routes.variables.readByName, async ({ params }) => ok(await readVariableBy(context, params))),
  endpoint(routes.variables.update, async ({ params, body }) => {
    await updateVariableBy(context, params, body);
    return noContent;
  }),
  endpoint(routes.variables.updateByName, async ({ params, body }) => {
    await updateVariableBy(context, params, body);
    return noContent;
  }),
  endpoint(routes.variables.delete, async ({ params }) => {
    await deleteVariableBy(context, params);
    return noContent;
  }),
  endpoint(routes.variables.deleteByName, async ({ params }) => {
    await deleteVariableBy(context, params);
    return noContent;
  }),
  endpoint(routes.variables.filter, async ({ body }) =>
    ok(
      await listVariables(context, {
        filter: body.variables,
        sort: body.sort ?? "NAME_ASC",
        ...page(context, body),
      }),
    ),
  ),
  endpoint(routes.variables.count, async ({ body }) => ok(await countVariablesBy(context, body.variables))),
];
