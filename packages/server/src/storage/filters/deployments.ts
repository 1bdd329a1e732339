import type { DeploymentFilter } from "@weir/contract";
import { sql, type SqlBool } from "kysely";
import { anyOf, combined, every, given, ids, like, noneOf, tags, type Condition } from "../conditions.ts";
import type { Dialect } from "../query.ts";

const column = (name: "id" | "name" | "paused" | "tags" | "work_queue_name") => sql.ref(`deployment.${name}`);

const flowNameIsLike = (dialect: Dialect, text: string | null | undefined): Condition | undefined =>
  given(
    like(dialect, sql.ref("flow.name"), text),
    (isLike) => sql<SqlBool>`exists (select 1 from flow where flow.id = deployment.flow_id and ${isLike})`,
  );

/** Which rows of `deployment` a filter means; undefined where it says nothing. `concurrency_limit` is accepted and ignored. */
export const deploymentIs = (dialect: Dialect, filter: DeploymentFilter | null | undefined): Condition | undefined =>
  filter
    ? combined(
        filter.operator,
        given(filter.id, ({ any_, not_any_ }) =>
          every(anyOf(dialect, column("id"), ids(any_)), noneOf(dialect, column("id"), ids(not_any_))),
        ),
        given(filter.name, ({ any_, like_ }) =>
          every(anyOf(dialect, column("name"), any_), like(dialect, column("name"), like_)),
        ),
        given(filter.flow_or_deployment_name, ({ like_ }) =>
          combined("or_", like(dialect, column("name"), like_), flowNameIsLike(dialect, like_)),
        ),
        given(filter.paused, ({ eq_ }) =>
          eq_ == null ? undefined : sql<SqlBool>`${column("paused")} = ${eq_ ? 1 : 0}`,
        ),
        given(filter.tags, (tag) => tags(dialect, column("tags"), tag)),
        given(filter.work_queue_name, ({ any_ }) => anyOf(dialect, column("work_queue_name"), any_)),
      )
    : undefined;
