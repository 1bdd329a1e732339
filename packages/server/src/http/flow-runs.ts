import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { bulkDeleteFlowRuns, bulkSetFlowRunState } from "../operations/flow-runs/bulk.ts";
import { createFlowRun, readFlowRunById } from "../operations/flow-runs/create.ts";
import { resumeFlowRun } from "../operations/flow-runs/resume.ts";
import { setFlowRunState } from "../operations/flow-runs/set-state.ts";
import { deleteFlowRunById, updateFlowRun, updateFlowRunLabels } from "../operations/flow-runs/update.ts";
import {
  createFlowRunInput,
  deleteFlowRunInputByKey,
  listFlowRunInputs,
  readFlowRunInputValue,
} from "../operations/flow-run-inputs.ts";
import { created, endpoint, noContent, ok, type Endpoint } from "./endpoint.ts";

export const flowRuns = (context: Context): Endpoint[] => [
  endpoint(
    routes.flowRuns.create,
    async ({ body, caller, additions }) => {
      const result = await createFlowRun(context, body, caller, additions);
      return result.created ? created(result.run) : ok(result.run);
    },
    { ahead: true },
  ),
  endpoint(routes.flowRuns.read, async ({ params }) => ok(await readFlowRunById(context, params.id))),
  endpoint(
    routes.flowRuns.update,
    async ({ params, body }) => {
      await updateFlowRun(context, params.id, body);
      return noContent;
    },
    { ahead: true },
  ),
  endpoint(routes.flowRuns.updateLabels, async ({ params, body }) => {
    await updateFlowRunLabels(context, params.id, body);
    return noContent;
  }),
  endpoint(routes.flowRuns.delete, async ({ params }) => {
    await deleteFlowRunById(context, params.id);
    return noContent;
  }),
  endpoint(
    routes.flowRuns.setState,
    async ({ params, body, caller, additions }) => {
      const { result, changed } = await setFlowRunState(context, params.id, body, caller, additions);
      return changed ? created(result) : ok(result);
    },
    { ahead: true },
  ),
  endpoint(routes.flowRuns.resume, async ({ params, body, caller }) => {
    const { result, changed } = await resumeFlowRun(context, params.id, body.run_input, caller);
    return changed ? created(result) : ok(result);
  }),
  endpoint(routes.flowRuns.bulkSetState, async ({ body, caller }) =>
    ok({ results: await bulkSetFlowRunState(context, body, caller) }),
  ),
  endpoint(routes.flowRuns.bulkDelete, async ({ body }) => ok({ deleted: await bulkDeleteFlowRuns(context, body) })),
  endpoint(routes.flowRuns.createInput, async ({ params, body }) => {
    await createFlowRunInput(context, params.id, body);
    return created(null);
  }),
  endpoint(routes.flowRuns.filterInput, async ({ params, body }) =>
    ok(
      await listFlowRunInputs(context, params.id, {
        prefix: body.prefix,
        limit: body.limit ?? 1,
        exclude: body.exclude_keys ?? [],
      }),
    ),
  ),
  endpoint(routes.flowRuns.readInput, async ({ params }) => ({
    status: 200,
    text: await readFlowRunInputValue(context, params.id, params.key),
    headers: { "content-type": "text/plain; charset=utf-8" },
  })),
  endpoint(routes.flowRuns.deleteInput, async ({ params }) => {
    await deleteFlowRunInputByKey(context, params.id, params.key);
    return noContent;
  }),
];
