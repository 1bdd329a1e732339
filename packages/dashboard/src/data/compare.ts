import type { Log } from "@weir/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { logKeys } from "./logs.ts";

/** What the page of a comparison is asked for. */
export interface CompareSearch {
  /** Ids of the two runs. */
  readonly a?: string | undefined;
  /** Without it, one is to be chosen. */
  readonly b?: string | undefined;
}

/** The level of errors. */
const ERROR = 40;
const MOST = 200;

export interface ErrorLines {
  readonly lines: readonly Log[];
  /** There are more. */
  readonly cut: boolean;
}

/** What two runs have logged as errors, the first lines of both together. */
export const errorLinesQuery = (a: string, b: string) =>
  queryOptions({
    queryKey: [...logKeys.all, "errors", a, b],
    queryFn: async ({ signal }): Promise<ErrorLines> => {
      const logs = { flow_run_id: { any_: [a, b] }, level: { ge_: ERROR } };
      const lines = await api.logs.filter({ logs, limit: MOST, sort: "TIMESTAMP_ASC" }, { signal });
      return { lines, cut: lines.length === MOST };
    },
  });
