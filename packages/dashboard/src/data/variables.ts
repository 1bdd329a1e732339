import type { Variable } from "@weir/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { offsetPages } from "./offset-pages.ts";

export const variableKeys = {
  all: ["variables"] as const,
  list: (text: string) => ["variables", "list", text] as const,
  count: (text: string) => ["variables", "count", text] as const,
  one: (name: string) => ["variables", "one", name] as const,
};

const named = (text: string) => (text ? { variables: { name: { like_: text } } } : {});

/** Variables whose name has the text in it, by name. */
export const variablesQuery = (text: string) =>
  offsetPages<Variable, ReturnType<typeof variableKeys.list>>(variableKeys.list(text), (page, options) =>
    api.variables.filter({ ...named(text), ...page, sort: "NAME_ASC" }, options),
  );

export const variablesCountQuery = (text: string) =>
  queryOptions({
    queryKey: variableKeys.count(text),
    queryFn: ({ signal }) => api.variables.count(named(text), { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 5000,
  });

export const variableQuery = (name: string) =>
  queryOptions({
    queryKey: variableKeys.one(name),
    queryFn: ({ signal }): Promise<Variable> => api.variables.readByName({ name }, { signal }),
    refetchInterval: 5000,
  });
