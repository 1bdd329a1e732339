import type { Artifact, ArtifactCollection } from "@weir/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { offsetPages } from "./offset-pages.ts";

export const ARTIFACT_TYPES = ["markdown", "table", "progress", "image"] as const;
export type ArtifactType = (typeof ARTIFACT_TYPES)[number];

export interface ArtifactsSearch {
  /** Text of the key. */
  readonly q?: string | undefined;
  readonly type?: ArtifactType | undefined;
}

export const artifactListKeys = {
  list: (search: ArtifactsSearch) => ["artifact-list", search] as const,
  count: (search: ArtifactsSearch) => ["artifact-count", search] as const,
  one: (id: string) => ["artifact", id] as const,
  versions: (key: string) => ["artifact-versions", key] as const,
};

/** Results are kept as artifacts too and are not meant here. */
const toFilter = ({ q, type }: ArtifactsSearch) => ({
  ...(q && { key: { like_: q } }),
  type: type ? { any_: [type] } : { not_any_: ["result"] },
});

/** The latest of each key, the one that changed last first. */
export const artifactListQuery = (search: ArtifactsSearch) =>
  offsetPages<ArtifactCollection, ReturnType<typeof artifactListKeys.list>>(
    artifactListKeys.list(search),
    (page, options) =>
      api.artifacts.filterLatest({ artifacts: toFilter(search), ...page, sort: "UPDATED_DESC" }, options),
  );

export const artifactCountQuery = (search: ArtifactsSearch) =>
  queryOptions({
    queryKey: artifactListKeys.count(search),
    queryFn: ({ signal }) => api.artifacts.countLatest({ artifacts: toFilter(search) }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 5000,
  });

export const artifactQuery = (id: string) =>
  queryOptions({
    queryKey: artifactListKeys.one(id),
    queryFn: ({ signal }): Promise<Artifact> => api.artifacts.read({ id }, { signal }),
    // A progress is the one kind that is changed in place.
    refetchInterval: ({ state: { data } }) => (data?.type === "progress" && Number(data.data) < 100 ? 2000 : false),
  });

/** All that were made under a key, newest first; 200 at most. */
export const artifactVersionsQuery = (key: string) =>
  queryOptions({
    queryKey: artifactListKeys.versions(key),
    queryFn: ({ signal }): Promise<Artifact[]> =>
      api.artifacts.filter({ artifacts: { key: { any_: [key] } }, sort: "CREATED_DESC", limit: 200 }, { signal }),
    enabled: key !== "",
    refetchInterval: 5000,
  });
