/** Flow runs as pages, counts and means. */
import { toSeconds, type FlowRunSort, type Micros } from "@weir/contract";
import { orTrue, type Condition } from "../conditions.ts";
import { FLOW_RUN_ORDERS } from "../filters/orders.ts";
import { flowRunParts } from "../filters/parts.ts";
import { flowRunsMatching, type Filters } from "../filters/related.ts";
import { steer } from "../sqlite/steer.ts";
import type { Reader } from "../store.ts";
import type { FlowRunTable } from "../tables.ts";
import { selectListedFlowRuns, type ListedFlowRun } from "./flow-runs.ts";
import { latenessNow } from "./run-estimates.ts";
import { idsOfPage, type Page } from "./run-pages.ts";

const conditionOf = (db: Reader, filters: Filters, sort: FlowRunSort): Promise<Condition | undefined> =>
  steer(
    db,
    "flow_run",
    flowRunsMatching(db.dialect, filters),
    flowRunParts(db.dialect, filters, sort),
    FLOW_RUN_ORDERS[sort],
  );

export async function pageOfFlowRuns(
  db: Reader,
  filters: Filters,
  sort: FlowRunSort,
  page: Page,
): Promise<ListedFlowRun[]> {
  const condition = await conditionOf(db, filters, sort);
  const order = FLOW_RUN_ORDERS[sort];
  return db.rows((builder) =>
    selectListedFlowRuns(builder)
      .where("flow_run.id", "in", idsOfPage("flow_run", condition, order, page))
      .orderBy(order.by),
  );
}

/** What a chart shows of a run. */
export type FlowRunOutline = Pick<
  FlowRunTable,
  "id" | "state_type" | "state_timestamp" | "start_time" | "expected_start_time" | "total_run_time"
>;

export async function outlinesOfFlowRuns(
  db: Reader,
  filters: Filters,
  sort: FlowRunSort,
  page: Page,
): Promise<FlowRunOutline[]> {
  const condition = await conditionOf(db, filters, sort);
  const order = FLOW_RUN_ORDERS[sort];
  return db.rows((builder) =>
    builder
      .selectFrom("flow_run")
      .select(["id", "state_type", "state_timestamp", "start_time", "expected_start_time", "total_run_time"])
      .where("flow_run.id", "in", idsOfPage("flow_run", condition, order, page))
      .orderBy(order.by),
  );
}

export async function countFlowRuns(db: Reader, filters: Filters): Promise<number> {
  const [row] = await db.rows((builder) =>
    builder
      .selectFrom("flow_run")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where(orTrue(flowRunsMatching(db.dialect, filters))),
  );
  return row!.count;
}

/** The mean lateness in seconds; null without any run. */
export async function meanLateness(db: Reader, filters: Filters, now: Micros): Promise<number | null> {
  const [row] = await db.rows((builder) =>
    builder
      .selectFrom("flow_run")
      .select((eb) => eb.fn.avg<number | null>(latenessNow("flow_run", now)).as("lateness"))
      .where(orTrue(flowRunsMatching(db.dialect, filters))),
  );
  return row!.lateness === null ? null : toSeconds(row!.lateness);
}
