/**
 * An `EventFilter` as a condition on rows of `event`. It means the same as the function that `events/event-filter.ts`
 * makes of the filter for live sockets, but for two things: patterns know no `[…]` here, and text search sees the labels
 * of resources with their names.
 */
import {
  parseTime,
  type EventAnyResourceFilter,
  type EventFilter,
  type EventNameFilter,
  type EventRelatedFilter,
  type EventResourceFilter,
  type ResourceSpecification,
} from "@weir/contract";
import { sql, type RawBuilder, type SqlBool } from "kysely";
import { anyOf, combined, every, ids, noneOf, type Condition } from "../conditions.ts";
import type { Dialect } from "../query.ts";
import { containsText } from "./text.ts";

type Maybe<T> = T | null | undefined;
type Text = RawBuilder<string>;
type Labels = Readonly<Record<string, string | readonly string[]>>;

const ID = "prefect.resource.id";
const ROLE = "prefect.resource.role";
const either = (...conditions: (Condition | undefined)[]): Condition | undefined => combined("or_", ...conditions);
const NEVER = sql<SqlBool>`1 = 0`;

/** A list that is empty is no condition (unlike `any_` of the other filters). */
const listed = <T>(values: Maybe<readonly T[]>): readonly T[] | undefined => (values?.length ? values : undefined);
const asList = <T>(value: Maybe<T | readonly T[]>): readonly T[] =>
  value == null ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

const startsWith = (column: Text, prefix: string): Condition =>
  sql<SqlBool>`substr(${column}, 1, ${[...prefix].length}) = ${prefix}`;
const startsWithAny = (column: Text, prefixes: Maybe<readonly string[]>): Condition | undefined =>
  listed(prefixes) && either(...prefixes!.map((prefix) => startsWith(column, prefix)));

/** The value of a label in a JSON object of labels; null where it has none. */
const labelOf = (dialect: Dialect, labels: Text, label: string): Text =>
  dialect === "postgres"
    ? sql<string>`(${labels} ->> ${label}::text)`
    : sql<string>`(select value from json_each(${labels}) where key = ${label})`;

/** `*` any text, `?` one character, a leading `!` anything else. Upper and lower case differ. */
function isLike(dialect: Dialect, value: Text, pattern: string): Condition {
  const negated = pattern.startsWith("!");
  const glob = negated ? pattern.slice(1) : pattern;
  const test =
    dialect === "postgres"
      ? sql<SqlBool>`${value} like ${glob
          .replace(/[\\%_]/g, "\\$&")
          .replaceAll("*", "%")
          .replaceAll("?", "_")}`
      : sql<SqlBool>`${value} glob ${glob.replaceAll("[", "[[]")}`;
  return negated ? sql<SqlBool>`not (${test})` : test;
}

const isLikeAny = (dialect: Dialect, value: Text, patterns: string | readonly string[]): Condition =>
  either(...asList(patterns).map((pattern) => isLike(dialect, value, pattern))) ?? NEVER;

/** Every label of a specification; `columnOf` gives those that have a column of their own. */
const specified = (
  dialect: Dialect,
  specification: Maybe<ResourceSpecification>,
  labels: Text,
  columnOf: Readonly<Record<string, Text>>,
): Condition | undefined =>
  every(
    ...Object.entries((specification ?? {}) as Labels).map(([label, patterns]) =>
      isLikeAny(dialect, columnOf[label] ?? labelOf(dialect, labels, label), patterns),
    ),
  );

const EVENT_NAME = sql<string>`event.event`;
const RESOURCE_ID = sql<string>`event.resource_id`;

/** A part of the event, as JSON text. */
const part = (name: "resource" | "related" | "payload"): Text => sql<string>`(event.body -> ${sql.lit(name)})`;

const named = (dialect: Dialect, filter: EventNameFilter): Condition | undefined =>
  every(
    startsWithAny(EVENT_NAME, filter.prefix),
    ...(filter.exclude_prefix ?? []).map((prefix) => sql<SqlBool>`not (${startsWith(EVENT_NAME, prefix)})`),
    anyOf(dialect, EVENT_NAME, listed(filter.name)),
    noneOf(dialect, EVENT_NAME, filter.exclude_name),
  );

/** What a filter asks of the primary resource. */
const primary = (dialect: Dialect, filter: EventResourceFilter | EventAnyResourceFilter): Condition | undefined =>
  every(
    anyOf(dialect, RESOURCE_ID, listed(filter.id)),
    startsWithAny(RESOURCE_ID, filter.id_prefix),
    specified(dialect, filter.labels, part("resource"), { [ID]: RESOURCE_ID }),
  );

interface RelatedParts {
  readonly id?: Maybe<readonly string[]>;
  readonly id_prefix?: Maybe<readonly string[]>;
  readonly role?: Maybe<readonly string[]>;
  readonly resources_in_roles?: Maybe<readonly (readonly unknown[])[]>;
  readonly labels?: Maybe<ResourceSpecification>;
}

/**
 * Some related resource for which all of it holds. The index of related resources has ids and roles; a filter that asks
 * for more looks into the events themselves.
 */
function someRelated(dialect: Dialect, filter: RelatedParts): Condition | undefined {
  const conditions = (id: Text, role: Text, labels: Text): Condition | undefined =>
    every(
      anyOf(dialect, id, listed(filter.id)),
      startsWithAny(id, filter.id_prefix),
      anyOf(dialect, role, listed(filter.role)),
      listed(filter.resources_in_roles) &&
        either(
          ...filter.resources_in_roles!.map(
            ([wantedId, wantedRole]) => sql<SqlBool>`(${id} = ${String(wantedId)} and ${role} = ${String(wantedRole)})`,
          ),
        ),
      specified(dialect, filter.labels, labels, { [ID]: id, [ROLE]: role }),
    );
  if (Object.keys(filter.labels ?? {}).every((label) => label === ID || label === ROLE)) {
    const found = conditions(sql`r.resource_id`, sql`r.role`, sql`null`);
    return found && sql<SqlBool>`event.seq in (select r.event_seq from event_resource as r where ${found})`;
  }
  const each = sql<string>`r.value`;
  const found = conditions(labelOf(dialect, each, ID), labelOf(dialect, each, ROLE), each);
  const list =
    dialect === "postgres"
      ? sql`json_array_elements(${part("related")}) as r(value)`
      : sql`json_each(${part("related")}) as r`;
  return found && sql<SqlBool>`exists (select 1 from ${list} where ${found})`;
}

/** The primary resource or a related one. */
function anyResource(dialect: Dialect, filter: EventAnyResourceFilter): Condition | undefined {
  const own = primary(dialect, filter);
  if (!own) return undefined;
  // By id alone both halves have an index: a union of them uses both, where an `or` may use neither.
  if (listed(filter.id) && !listed(filter.id_prefix) && !filter.labels)
    return sql<SqlBool>`event.seq in (
      select seq from event where ${anyOf(dialect, sql`resource_id`, filter.id)}
      union all select event_seq from event_resource where ${anyOf(dialect, sql`resource_id`, filter.id)})`;
  return either(own, someRelated(dialect, filter));
}

/** Name, resources and payload as one text, the last ones as JSON. */
const searched = (dialect: Dialect): Text =>
  sql<string>`(${sql.join(
    [EVENT_NAME, part("resource"), part("related"), part("payload")].map((each) =>
      dialect === "postgres" ? sql`(${each})::text` : each,
    ),
    sql` || ' ' || `,
  )})`;
const asInJson = (term: string): string => JSON.stringify(term).slice(1, -1);

/** Rows that a filter means. Its bounds in time must be filled in. */
export const eventIs = (dialect: Dialect, filter: EventFilter): Condition | undefined =>
  every(
    filter.occurred?.since === undefined
      ? undefined
      : sql<SqlBool>`event.occurred >= ${parseTime(filter.occurred.since)}`,
    filter.occurred?.until === undefined
      ? undefined
      : sql<SqlBool>`event.occurred <= ${parseTime(filter.occurred.until)}`,
    anyOf(dialect, sql`event.id`, ids(listed(filter.id?.id))),
    filter.event ? named(dialect, filter.event) : undefined,
    filter.resource ? primary(dialect, filter.resource) : undefined,
    ...asList(filter.related).map((related) => someRelated(dialect, related as EventRelatedFilter)),
    ...asList(filter.any_resource).map((any) => anyResource(dialect, any as EventAnyResourceFilter)),
    filter.text ? containsText(dialect, searched(dialect), filter.text.query, asInJson) : undefined,
  );
