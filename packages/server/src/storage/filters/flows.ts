import type { FlowFilter } from "@weir/contract";
import { sql, type SqlBool } from "kysely";
import { anyOf, combined, every, given, ids, like, noneOf, tags, type Condition } from "../conditions.ts";
import type { Dialect } from "../query.ts";

const column = (name: "id" | "name" | "tags") => sql.ref(`flow.${name}`);

const hasDeployment = sql<SqlBool>`exists (select 1 from deployment where deployment.flow_id = flow.id)`;

/** Which rows of `flow` a filter means; undefined where it says nothing. */
export const flowIs = (dialect: Dialect, filter: FlowFilter | null | undefined): Condition | undefined =>
  filter
    ? combined(
        filter.operator,
        given(filter.id, ({ any_, not_any_ }) =>
          every(anyOf(dialect, column("id"), ids(any_)), noneOf(dialect, column("id"), ids(not_any_))),
        ),
        given(filter.deployment, ({ is_null_ }) => {
          if (is_null_ == null) return undefined;
          return is_null_ ? sql<SqlBool>`not ${hasDeployment}` : hasDeployment;
        }),
        given(filter.name, ({ any_, like_ }) =>
          every(anyOf(dialect, column("name"), any_), like(dialect, column("name"), like_)),
        ),
        given(filter.tags, (tag) => tags(dialect, column("tags"), tag)),
      )
    : undefined;
