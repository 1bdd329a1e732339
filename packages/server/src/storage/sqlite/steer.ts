/**
 * Which index a page of a large table is read by, on SQLite.
 *
 * SQLite plans without knowing how many rows have a value: to show the newest 50 completed runs it would rather read and
 * sort all completed ones than walk along the runs and stop at the fiftieth. So we look first, and leave it no choice:
 *
 * S1. A condition that names rows is used as it stands.
 * S2. Where a condition that an index answers has few rows, those are read and sorted.
 * S3. Otherwise the rows are walked in the wanted order until the page is full.
 *
 * PostgreSQL keeps statistics and needs none of this.
 */
import { sql, type SqlBool } from "kysely";
import { every, type Condition } from "../conditions.ts";
import type { Order } from "../filters/orders.ts";
import type { Parts } from "../filters/parts.ts";
import type { Reader } from "../store.ts";

/** So many rows are read and sorted in about the time that it takes to walk to a page. */
const FEW = 300;

/** The same, such that no index is used for it: the planner does not look inside a comparison. */
const hidden = (condition: Condition): Condition => sql<SqlBool>`(${condition}) is true`;

async function areFew(db: Reader, table: "flow_run" | "task_run", part: Condition): Promise<boolean> {
  const beyond = await db.rows((builder) =>
    builder
      .selectFrom(table)
      .select(sql<number>`1`.as("one"))
      .where(part)
      .limit(1)
      .offset(FEW - 1),
  );
  return beyond.length === 0;
}

/** The condition, written such that SQLite reads by the index that finds a page of its rows soonest. */
export async function steer(
  db: Reader,
  table: "flow_run" | "task_run",
  condition: Condition | undefined,
  { exact, broad, range }: Parts,
  order: Order,
): Promise<Condition | undefined> {
  if (!condition || db.dialect !== "sqlite") return condition;
  if (exact) return every(exact, hidden(condition));
  for (const part of broad) if (await areFew(db, table, part)) return every(part, hidden(condition));
  return order.indexed ? every(range, hidden(condition)) : condition;
}
