/**
 * An `EventFilter` as a function of one event, for live sockets. It means the same as the condition that
 * `storage/filters/events.ts` makes of the filter for the database.
 */
import {
  matchesSpecification,
  parseTime,
  type Event,
  type EventAnyResourceFilter,
  type EventFilter,
  type EventNameFilter,
  type EventRelatedFilter,
  type EventResourceFilter,
  type Micros,
} from "@weir/contract";
import { matchesTextSearch, parseTextSearch } from "../platform/text-search.ts";

export type EventMatcher = (event: Event, occurred: Micros) => boolean;

type Test = (event: Event, occurred: Micros) => boolean;
type Labels = Readonly<Record<string, string>>;
type Maybe<T> = T | null | undefined;

/** A list that is absent or empty is no condition. */
const listed = (values: Maybe<readonly string[]>): ReadonlySet<string> | undefined =>
  values && values.length > 0 ? new Set(values) : undefined;
const asList = <T>(value: Maybe<T | readonly T[]>): readonly T[] =>
  value == null ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
const startsWithAny = (text: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => text.startsWith(prefix));

function nameTests({ prefix, exclude_prefix, name, exclude_name }: EventNameFilter): Test[] {
  const tests: Test[] = [];
  const names = listed(name);
  const excluded = listed(exclude_name);
  if (prefix?.length) tests.push(({ event }) => startsWithAny(event, prefix));
  if (exclude_prefix?.length) tests.push(({ event }) => !startsWithAny(event, exclude_prefix));
  if (names) tests.push(({ event }) => names.has(event));
  if (excluded) tests.push(({ event }) => !excluded.has(event));
  return tests;
}

/** What a filter by id, prefix and labels asks of one resource; undefined if nothing. */
function resourceTest({
  id,
  id_prefix,
  labels,
}: EventResourceFilter | EventAnyResourceFilter): ((resource: Labels) => boolean) | undefined {
  const ids = listed(id);
  const specification = labels && Object.keys(labels).length > 0 ? labels : undefined;
  if (!ids && !id_prefix?.length && !specification) return undefined;
  return (resource) => {
    const own = resource["prefect.resource.id"]!;
    return (
      (!ids || ids.has(own)) &&
      (!id_prefix?.length || startsWithAny(own, id_prefix)) &&
      (!specification || matchesSpecification(specification, resource))
    );
  };
}

function relatedTest({ id, role, resources_in_roles, labels }: EventRelatedFilter): Test | undefined {
  const ids = listed(id);
  const roles = listed(role);
  const pairs = resources_in_roles?.length ? resources_in_roles : undefined;
  const specification = labels && Object.keys(labels).length > 0 ? labels : undefined;
  if (!ids && !roles && !pairs && !specification) return undefined;
  return ({ related = [] }) =>
    related.some((resource) => {
      const own = resource["prefect.resource.id"]!;
      const part = resource["prefect.resource.role"]!;
      return (
        (!ids || ids.has(own)) &&
        (!roles || roles.has(part)) &&
        (!pairs || pairs.some(([otherId, otherRole]) => otherId === own && otherRole === part)) &&
        (!specification || matchesSpecification(specification, resource))
      );
    });
}

function textTest(query: string): Test | undefined {
  const search = parseTextSearch(query);
  if (search.any.length + search.all.length + search.none.length === 0) return undefined;
  return ({ event, resource, related = [], payload = {} }) =>
    matchesTextSearch(
      search,
      [event, ...[resource, ...related].flatMap((labels) => Object.values(labels)), JSON.stringify(payload)].join(" "),
    );
}

/**
 * @param now stands for `occurred.until` where the filter has none: such a filter lets nothing through that is yet to
 *   happen
 */
export function eventMatcher(filter: EventFilter, now: Micros): EventMatcher {
  const { occurred, event, id, resource, related, any_resource, text } = filter;
  const since = occurred?.since === undefined ? -Infinity : parseTime(occurred.since);
  const until = occurred?.until === undefined ? now : parseTime(occurred.until);
  const tests: (Test | undefined)[] = [(_event, at) => since <= at && at <= until];
  const ids = listed(id?.id?.map((each) => each.toLowerCase()));
  if (ids) tests.push((each) => ids.has(each.id.toLowerCase()));
  if (event) tests.push(...nameTests(event));
  if (resource) {
    const fits = resourceTest(resource);
    tests.push(fits && ((each) => fits(each.resource)));
  }
  for (const part of asList(any_resource)) {
    const fits = resourceTest(part);
    tests.push(fits && ((each) => fits(each.resource) || (each.related ?? []).some(fits)));
  }
  for (const part of asList(related)) tests.push(relatedTest(part));
  if (text) tests.push(textTest(text.query));
  const needed = tests.filter((test) => test !== undefined);
  return (each, at) => needed.every((test) => test(each, at));
}
