/**
 * The operators of the protocol's filters (spec CORE, 8.1) as SQL conditions.
 *
 * A filter is an object of optional conditions; `undefined` stands for "no condition" throughout. An empty `any_`
 * matches nothing, an empty `not_any_`, `all_` or `like_` is no condition.
 */
import { parseTime } from "@weir/contract";
import { sql, type Expression, type RawBuilder, type SqlBool } from "kysely";
import type { Dialect } from "./query.ts";

export type Condition = Expression<SqlBool>;
type Maybe<T> = T | null | undefined;
type Column = RawBuilder<unknown>;

const joined = (conditions: readonly Condition[], operator: "and" | "or"): Condition | undefined => {
  if (conditions.length <= 1) return conditions[0];
  return sql<SqlBool>`(${sql.join(conditions, operator === "and" ? sql` and ` : sql` or `)})`;
};

/** All of them; no condition at all if there is none. */
export const every = (...conditions: (Condition | undefined)[]): Condition | undefined =>
  joined(
    conditions.filter((condition) => condition !== undefined),
    "and",
  );

/** The conditions of one filter object, joined by its own operator. */
export const combined = (
  operator: Maybe<"and_" | "or_">,
  ...conditions: (Condition | undefined)[]
): Condition | undefined =>
  joined(
    conditions.filter((condition) => condition !== undefined),
    operator === "or_" ? "or" : "and",
  );

/** The condition of a part of a filter. A part that is given but says nothing holds for every row, also inside `or_`. */
export const given = <F>(part: Maybe<F>, condition: (part: F & {}) => Condition | undefined): Condition | undefined =>
  part == null ? undefined : orTrue(condition(part));

/** A condition as one that can stand in `where`. */
export const orTrue = (condition: Condition | undefined): Condition => condition ?? sql<SqlBool>`1 = 1`;

/** Lists up to this length are written out, so that the planner sees how many there are. */
const WRITTEN_OUT = 20;

/** `column in (values)`, whatever their number: databases take a bounded number of bound values. */
const isIn = (dialect: Dialect, column: Column, values: readonly unknown[]): Condition => {
  if (values.length === 1) return sql<SqlBool>`${column} = ${values[0]}`;
  if (values.length <= WRITTEN_OUT)
    return sql<SqlBool>`${column} in (${sql.join(values.map((value) => sql`${value}`))})`;
  return dialect === "postgres"
    ? sql<SqlBool>`${column} = any(${values})`
    : sql<SqlBool>`${column} in (select value from json_each(${JSON.stringify(values)}))`;
};

export const anyOf = (dialect: Dialect, column: Column, values: Maybe<readonly unknown[]>): Condition | undefined => {
  if (values == null) return undefined;
  return values.length === 0 ? sql<SqlBool>`1 = 0` : isIn(dialect, column, values);
};

/** A row without a value matches neither `any_` nor `not_any_`, as in the reference. */
export const noneOf = (dialect: Dialect, column: Column, values: Maybe<readonly unknown[]>): Condition | undefined =>
  values == null || values.length === 0 ? undefined : sql<SqlBool>`not (${isIn(dialect, column, values)})`;

/** Ids as they are stored: UUIDs may be written in capitals or as a URN. */
export const ids = (values: Maybe<readonly string[]>): Maybe<string[]> =>
  values?.map((id) => id.toLowerCase().replace(/^urn:uuid:/, ""));

/** Case-insensitive part of a text; `%` and `_` stand for any text and any character, as in the reference. */
export const like = (dialect: Dialect, column: Column, text: Maybe<string>): Condition | undefined => {
  if (!text) return undefined;
  const pattern = `%${text}%`;
  return dialect === "postgres" ? sql<SqlBool>`${column} ilike ${pattern}` : sql<SqlBool>`${column} like ${pattern}`;
};

export const isNull = (column: Column, wanted: Maybe<boolean>): Condition | undefined => {
  if (wanted == null) return undefined;
  return wanted ? sql<SqlBool>`${column} is null` : sql<SqlBool>`${column} is not null`;
};

/** Inclusive bounds on a time column. */
export const within = (
  column: Column,
  range: { readonly before_?: Maybe<string>; readonly after_?: Maybe<string> },
): Condition | undefined =>
  every(
    range.before_ ? sql<SqlBool>`${column} <= ${parseTime(range.before_)}` : undefined,
    range.after_ ? sql<SqlBool>`${column} >= ${parseTime(range.after_)}` : undefined,
  );

const hasAll = (dialect: Dialect, column: Column, values: readonly string[]): Condition =>
  dialect === "postgres"
    ? sql<SqlBool>`${column} @> ${JSON.stringify(values)}::jsonb`
    : sql<SqlBool>`not exists (
        select 1 from json_each(${JSON.stringify(values)}) as wanted
        where wanted.value not in (select value from json_each(${column}))
      )`;

const hasAny = (dialect: Dialect, column: Column, values: readonly string[]): Condition =>
  dialect === "postgres"
    ? sql<SqlBool>`${column} ?| ${values}`
    : sql<SqlBool>`exists (select 1 from json_each(${column}) where ${isIn(dialect, sql.ref("value"), values)})`;

/** Conditions on a column that holds a JSON list of texts. */
export const tags = (
  dialect: Dialect,
  column: Column,
  filter: Maybe<{
    readonly all_?: Maybe<readonly string[]>;
    readonly any_?: Maybe<readonly string[]>;
    readonly is_null_?: Maybe<boolean>;
    readonly operator?: Maybe<"and_" | "or_">;
  }>,
): Condition | undefined => {
  if (!filter) return undefined;
  const { all_, any_, is_null_ } = filter;
  const isEmpty = dialect === "postgres" ? sql<SqlBool>`${column} = '[]'::jsonb` : sql<SqlBool>`${column} = '[]'`;
  return combined(
    filter.operator,
    all_?.length ? hasAll(dialect, column, all_) : undefined,
    any_ == null ? undefined : hasAny(dialect, column, any_),
    is_null_ == null ? undefined : is_null_ ? isEmpty : sql<SqlBool>`not (${isEmpty})`,
  );
};
