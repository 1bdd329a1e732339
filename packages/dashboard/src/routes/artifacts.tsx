import { useQuery } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent, Link, Outlet } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { ARTIFACT_TYPES, artifactQuery, type ArtifactsSearch } from "../data/artifact-lists.ts";
import { rootRoute } from "./root.tsx";
import { readText } from "./text-search.ts";

export const artifactsLayoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/artifacts",
  staticData: { crumb: () => <Link to="/artifacts">Artifacts</Link> },
  component: Outlet,
});

export const artifactsRoute = createRoute({
  getParentRoute: () => artifactsLayoutRoute,
  path: "/",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("../features/artifacts/artifacts-page.tsx"), "ArtifactsPage"),
});

export const artifactRoute = createRoute({
  getParentRoute: () => artifactsLayoutRoute,
  path: "$id",
  staticData: { crumb: ArtifactCrumb },
  component: lazyRouteComponent(() => import("../features/artifacts/artifact-page.tsx"), "ArtifactPage"),
});

function readSearch(raw: Record<string, unknown>): ArtifactsSearch {
  const type = ARTIFACT_TYPES.find((one) => one === raw["type"]);
  return { ...readText(raw), ...(type && { type }) };
}

function ArtifactCrumb(): ReactElement {
  const { id } = artifactRoute.useParams();
  const { data } = useQuery(artifactQuery(id));
  return <>{data?.key ?? id.slice(0, 8)}</>;
}
