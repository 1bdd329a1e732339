import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { createFlow, deleteFlowById, readFlowById, readFlowNamed, updateFlow } from "../operations/flows.ts";
import { created, endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";

export const flows = (context: Context): Endpoint[] => [
  endpoint(
    routes.flows.create,
    async ({ body }) => {
      const result = await createFlow(context, body);
      return result.created ? created(result.flow) : ok(result.flow);
    },
    { ahead: true },
  ),
  endpoint(routes.flows.read, async ({ params }) => {
    const { flow, additions } = await readFlowById(context, params.id);
    return { ...ok(flow), additions };
  }),
  endpoint(routes.flows.readByName, async ({ params }) => ok(await readFlowNamed(context, params.name))),
  endpoint(routes.flows.update, async ({ params, body }) => {
    await updateFlow(context, params.id, body);
    return noContent;
  }),
  endpoint(routes.flows.delete, async ({ params }) => {
    await deleteFlowById(context, params.id);
    return noContent;
  }),
];
