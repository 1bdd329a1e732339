/** Flows as pages and counts. */
import type { FlowSort } from "@weir/contract";
import { orTrue } from "../conditions.ts";
import { flowsMatching, type Filters } from "../filters/related.ts";
import type { Reader } from "../store.ts";
import type { FlowTable } from "../tables.ts";
import type { Page } from "./run-pages.ts";

const ORDERS = {
  CREATED_DESC: ["created", "desc"],
  UPDATED_DESC: ["updated", "desc"],
  NAME_ASC: ["name", "asc"],
  NAME_DESC: ["name", "desc"],
} as const satisfies Record<FlowSort, unknown>;

export const pageOfFlows = (
  db: Reader,
  filters: Filters,
  sort: FlowSort,
  { limit, offset }: Page,
): Promise<FlowTable[]> => {
  const [column, direction] = ORDERS[sort];
  return db.rows((builder) =>
    builder
      .selectFrom("flow")
      .selectAll()
      .where(orTrue(flowsMatching(db.dialect, filters)))
      .orderBy(column, direction)
      .orderBy("id", direction)
      .limit(limit)
      .offset(offset),
  );
};

export async function countFlows(db: Reader, filters: Filters): Promise<number> {
  const [row] = await db.rows((builder) =>
    builder
      .selectFrom("flow")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where(orTrue(flowsMatching(db.dialect, filters))),
  );
  return row!.count;
}
