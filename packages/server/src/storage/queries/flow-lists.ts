/** Flows as pages and counts. */
import type { FlowSort } from "@weir/contract";
import { orTrue } from "../conditions.ts";
import { flowsMatching, type Filters } from "../filters/related.ts";
import type { Builder, Dialect } from "../query.ts";
import type { Page } from "./run-pages.ts";

const ORDERS = {
  CREATED_DESC: ["flow.created", "desc"],
  UPDATED_DESC: ["flow.updated", "desc"],
  NAME_ASC: ["flow.name", "asc"],
  NAME_DESC: ["flow.name", "desc"],
} as const satisfies Record<FlowSort, unknown>;

export const pageOfFlows =
  (dialect: Dialect, filters: Filters, sort: FlowSort, { limit, offset }: Page) =>
  (db: Builder) => {
    const [column, direction] = ORDERS[sort];
    return db
      .selectFrom("flow")
      .selectAll()
      .where(orTrue(flowsMatching(dialect, filters)))
      .orderBy(column, direction)
      .orderBy("flow.id", direction)
      .limit(limit)
      .offset(offset);
  };

export const countFlows = (dialect: Dialect, filters: Filters) => (db: Builder) =>
  db
    .selectFrom("flow")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where(orTrue(flowsMatching(dialect, filters)));
