import type { Flow, FlowFilter, FlowSort } from "@weir/contract";
import type { Filters } from "../storage/filters/related.ts";
import { countFlows, pageOfFlows } from "../storage/queries/flow-lists.ts";
import { toFlow } from "../storage/queries/flows.ts";
import type { Page } from "../storage/queries/run-pages.ts";
import type { Context } from "./context.ts";
import { deleteFlowWithin } from "./flows.ts";

export const listFlows = ({ store }: Context, filters: Filters, sort: FlowSort, page: Page): Promise<Flow[]> =>
  store.read(async (db) => (await pageOfFlows(db, filters, sort, page)).map(toFlow));

export const countFlowsBy = ({ store }: Context, filters: Filters): Promise<number> =>
  store.read((db) => countFlows(db, filters));

/** A page with the number of all that match. */
export async function paginateFlows(
  context: Context,
  filters: Filters,
  sort: FlowSort,
  page: Page,
): Promise<{ results: Flow[]; count: number }> {
  const [results, count] = await Promise.all([listFlows(context, filters, sort, page), countFlowsBy(context, filters)]);
  return { results, count };
}

/** Greatest number of flows that one call deletes. */
const MOST_DELETED = 50;

/** Deletes the flows that match, all or none; answers their ids. */
export const bulkDeleteFlows = (
  context: Context,
  {
    flows,
    limit = MOST_DELETED,
  }: { readonly flows?: FlowFilter | null | undefined; readonly limit?: number | undefined },
): Promise<string[]> =>
  context.store.write(async (tx) => {
    const rows = await pageOfFlows(tx, { flows }, "NAME_ASC", { limit, offset: 0 });
    for (const row of rows) await deleteFlowWithin(context, tx, row);
    return rows.map((row) => row.id);
  });
