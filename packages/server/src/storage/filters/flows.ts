import type { FlowFilter } from "@weir/contract";
import { sql, type SqlBool } from "kysely";
import { anyOf, combined, every, given, ids, like, noneOf, tags, type Condition } from "../conditions.ts";
import type { Dialect } from "../query.ts";

const column = (name: "id" | "name" | "tags") => sql.ref(`flow.${name}`);

const hasDeployment = sql<SqlBool>`exists (select 1 from deployment where deployment.flow_id = flow.id)`;

/** Which rows of `flow` a filter means; undefined where there is none. */
export const flowIs = (dialect: Dialect, filter: FlowFilter | null | undefined): Condition | undefined =>
  given(filter, ({ operator, id, deployment, name, tags: tag }) =>
    combined(
      operator,
      given(id, ({ any_, not_any_ }) =>
        every(anyOf(dialect, column("id"), ids(any_)), noneOf(dialect, column("id"), ids(not_any_))),
      ),
      given(deployment, ({ is_null_ }) => {
        if (is_null_ == null) return undefined;
        return is_null_ ? sql<SqlBool>`not ${hasDeployment}` : hasDeployment;
      }),
      given(name, ({ any_, like_ }) =>
        every(anyOf(dialect, column("name"), any_), like(dialect, column("name"), like_)),
      ),
      given(tag, (filter) => tags(dialect, column("tags"), filter)),
    ),
  );
