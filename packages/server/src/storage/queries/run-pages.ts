/** What lists of flow runs and of task runs have in common. */
import { sql, type RawBuilder } from "kysely";
import { orTrue, type Condition } from "../conditions.ts";
import type { Order } from "../filters/orders.ts";

export type RunTable = "flow_run" | "task_run";

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** The ids of a page: found and sorted on narrow rows, whatever is then read along with the few that are left. */
export const idsOfPage = (
  table: RunTable,
  condition: Condition | undefined,
  order: Order,
  { limit, offset }: Page,
): RawBuilder<string> =>
  sql<string>`(
    select ${sql.ref(`${table}.id`)} from ${sql.table(table)} where ${orTrue(condition)}
    order by ${order.by} limit ${limit} offset ${offset}
  )`;
