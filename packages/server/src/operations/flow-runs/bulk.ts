import type { FlowRunBulkSetStateResponse, FlowRunFilter, StateCreate } from "@weir/contract";
import { CORE_FLOW_POLICY, MINIMAL_FLOW_POLICY } from "../../rules/flow-run/policies.ts";
import { orTrue } from "../../storage/conditions.ts";
import { flowRunIs } from "../../storage/filters/flow-runs.ts";
import type { Caller, Context } from "../context.ts";
import { setStateWithin } from "./set-state.ts";
import { deleteFlowRunWithin } from "./update.ts";

/** Default and greatest number of runs of one call. */
const LIMIT = 50;

interface Selection {
  readonly flow_runs?: FlowRunFilter | null | undefined;
  readonly limit?: number | undefined;
}

const select = ({ store }: Context, { flow_runs, limit = LIMIT }: Selection): Promise<string[]> =>
  store.read(async (db) => {
    const rows = await db.rows((builder) =>
      builder
        .selectFrom("flow_run")
        .select("id")
        .where(orTrue(flowRunIs(db.dialect, flow_runs)))
        .orderBy("id", "desc")
        .limit(limit),
    );
    return rows.map((row) => row.id);
  });

/** Proposes one state for many runs, each in a transaction of its own: what fails for one harms no other. */
export async function bulkSetFlowRunState(
  context: Context,
  body: Selection & { readonly state: StateCreate; readonly force?: boolean | undefined },
  caller: Caller,
): Promise<FlowRunBulkSetStateResponse["results"]> {
  const policy = body.force ? MINIMAL_FLOW_POLICY : CORE_FLOW_POLICY;
  return Promise.all(
    (await select(context, body)).map(async (id) => {
      try {
        const { result } = await context.store.write((tx) =>
          setStateWithin(context, tx, id, body.state, policy, caller),
        );
        return { flow_run_id: id, status: result.status, state: result.state, details: result.details };
      } catch (error) {
        return {
          flow_run_id: id,
          status: "ABORT" as const,
          state: null,
          details: { type: "abort_details" as const, reason: error instanceof Error ? error.message : String(error) },
        };
      }
    }),
  );
}

/** Deletes the selected runs; answers the ids of those that are gone. */
export async function bulkDeleteFlowRuns(context: Context, body: Selection): Promise<string[]> {
  const deleted: string[] = [];
  for (const id of await select(context, body))
    if (await context.store.write((tx) => deleteFlowRunWithin(context, tx, id))) deleted.push(id);
  return deleted;
}
