import type { ArtifactCollectionFilter, ArtifactFilter } from "@weir/contract";
import { sql, type SqlBool } from "kysely";
import { anyOf, combined, every, given, ids, isNull, like, noneOf, orTrue, type Condition } from "../conditions.ts";
import type { Dialect } from "../query.ts";
import { flowRunsMatching, type Filters } from "./related.ts";
import { taskRunIs } from "./task-runs.ts";

type Table = "artifact" | "artifact_collection";
type Maybe<T> = T | null | undefined;

/** What artifacts can be narrowed by, besides their own filter. */
export type ArtifactFilters = Pick<Filters, "flows" | "flow_runs" | "task_runs" | "deployments">;

/** The conditions that artifacts and their collections share. */
function isIn(
  dialect: Dialect,
  table: Table,
  filter: Maybe<ArtifactFilter & ArtifactCollectionFilter>,
): Condition | undefined {
  if (!filter) return undefined;
  const column = (name: string) => sql.ref(`${table}.${name}`);
  const idIs = (name: "id" | "latest_id" | "flow_run_id" | "task_run_id"): Condition | undefined =>
    given(filter[name], ({ any_ }) => anyOf(dialect, column(name), ids(any_)));
  return combined(
    filter.operator,
    idIs("id"),
    idIs("latest_id"),
    given(filter.key, ({ any_, like_, exists_ }) =>
      every(
        anyOf(dialect, column("key"), any_),
        like(dialect, column("key"), like_),
        isNull(column("key"), exists_ == null ? null : !exists_),
      ),
    ),
    idIs("flow_run_id"),
    idIs("task_run_id"),
    given(filter.type, ({ any_, not_any_ }) =>
      every(anyOf(dialect, column("type"), any_), noneOf(dialect, column("type"), not_any_)),
    ),
  );
}

function ofRuns(
  dialect: Dialect,
  table: Table,
  { flows, flow_runs, task_runs, deployments }: ArtifactFilters,
): Condition | undefined {
  const flowRuns = { flows, flow_runs, deployments };
  return every(
    flows || flow_runs || deployments
      ? sql<SqlBool>`${sql.ref(`${table}.flow_run_id`)} in (select flow_run.id from flow_run where ${orTrue(flowRunsMatching(dialect, flowRuns))})`
      : undefined,
    task_runs
      ? sql<SqlBool>`${sql.ref(`${table}.task_run_id`)} in (select task_run.id from task_run where ${orTrue(taskRunIs(dialect, task_runs))})`
      : undefined,
  );
}

/** Which rows of `artifact` (or of `artifact_collection`) a request means. */
export const artifactsMatching = (
  dialect: Dialect,
  table: Table,
  filter: Maybe<ArtifactFilter | ArtifactCollectionFilter>,
  filters: ArtifactFilters,
): Condition => orTrue(every(isIn(dialect, table, filter), ofRuns(dialect, table, filters)));
