/** Lists that the server gives by their offset, for tables that read on as they are scrolled. */
import { infiniteQueryOptions, keepPreviousData, type QueryKey } from "@tanstack/react-query";

/** The most that the server gives at once, unless it is set otherwise. */
export const PAGE = 200;
/** Milliseconds: for what no live topic tells of. Longer once many pages would be asked for. */
const EVERY = 5000;
const RARELY = 30_000;

type ReadPage<T> = (page: { limit: number; offset: number }, options: { signal: AbortSignal }) => Promise<readonly T[]>;

export const offsetPages = <T, K extends QueryKey>(queryKey: K, read: ReadPage<T>) =>
  infiniteQueryOptions({
    queryKey,
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }): Promise<readonly T[]> => read({ limit: PAGE, offset: pageParam }, { signal }),
    getNextPageParam: (last: readonly T[], pages: readonly (readonly T[])[]) =>
      last.length === PAGE ? pages.length * PAGE : undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 3 ? RARELY : EVERY),
  });
