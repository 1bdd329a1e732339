/** Lists of any length as async iterators, read page by page. */
import type { RouteBody, RouteDefinition, RouteResponse } from "@weir/contract";
import type { CallOptions, Routes } from "./calls.ts";

interface Paging {
  /** Objects asked for at a time. Default 200, which is also the most that servers give by default. */
  readonly pageSize?: number;
  /** Ends the list after so many objects. Default: all of them. */
  readonly limit?: number;
}

interface Sorted<Sort> {
  readonly sort?: Sort;
}

/** Query of a `list` method: the body of the `filter` route of the same domain, its sort order apart. */
export type ListQuery<Body> = Paging &
  (Body extends { sort?: infer Sort } ? Sorted<Sort> : unknown) & {
    /** By kind, as the `filter` route takes them: `{ flow_runs: { state: { type: { any_: ["RUNNING"] } } } }`. */
    readonly filter?: Omit<Body, "limit" | "offset" | "sort">;
  };

type PagedRoute = RouteDefinition & { body: unknown };
type IsPaged<R> = R extends PagedRoute
  ? RouteBody<R> extends { limit?: unknown; offset?: unknown }
    ? "offset" extends keyof RouteBody<R>
      ? true
      : false
    : false
  : false;
type ItemOf<T> = T extends readonly (infer Item)[] ? Item : never;

/** `list` for every `filter` that pages, `listLatest` for `filterLatest`. */
export type Lists<Group> = {
  readonly [
    Name in keyof Group as Name extends `filter${infer Rest}`
      ? IsPaged<Group[Name]> extends true
        ? `list${Rest}`
        : never
      : never
  ]: Group[Name] extends PagedRoute
    ? (
        query?: ListQuery<RouteBody<Group[Name]>>,
        options?: CallOptions,
      ) => AsyncGenerator<ItemOf<RouteResponse<Group[Name]>>, void>
    : never;
};

export type ListsOf<D extends keyof Routes> = Lists<Routes[D]>;

interface AnyListQuery extends Paging, Sorted<string> {
  readonly filter?: Readonly<Record<string, unknown>>;
}
type Filter = (body: unknown, options?: CallOptions) => Promise<unknown>;

const PAGE_SIZE = 200;

/** Builds the `list` method of a `filter` method. */
export function pages(filter: Filter): (query?: AnyListQuery, options?: CallOptions) => AsyncGenerator<unknown, void> {
  return async function* list(query = {}, options) {
    const pageSize = query.pageSize ?? PAGE_SIZE;
    let left = query.limit ?? Number.POSITIVE_INFINITY;
    // Objects created meanwhile shift the pages: the head of the next one may then repeat the tail of this one.
    let last: ReadonlySet<unknown> = new Set();
    for (let offset = 0; left > 0;) {
      const body = { ...query.filter, sort: query.sort, limit: Math.min(pageSize, left), offset };
      const page = (await filter(body, options)) as { readonly id?: unknown }[];
      for (const item of page) {
        if (item.id !== undefined && last.has(item.id)) continue;
        yield item;
        if ((left -= 1) === 0) return;
      }
      if (page.length < body.limit) return;
      last = new Set(page.map((item) => item.id));
      offset += page.length;
    }
  };
}
