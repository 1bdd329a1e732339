import { useQuery } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent, Link, Outlet } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { type BlockFilter, blockQuery, blockTypeQuery } from "../data/blocks.ts";
import { rootRoute } from "./root.tsx";
import { readText, type TextSearch } from "./text-search.ts";

export const blocksLayoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/blocks",
  staticData: { crumb: () => <Link to="/blocks">Blocks</Link> },
  component: Outlet,
});

export const blocksRoute = createRoute({
  getParentRoute: () => blocksLayoutRoute,
  path: "/",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("../features/blocks/blocks-page.tsx"), "BlocksPage"),
});

export const catalogueLayoutRoute = createRoute({
  getParentRoute: () => blocksLayoutRoute,
  path: "catalog",
  staticData: { crumb: () => <Link to="/blocks/catalog">Catalogue</Link> },
  component: Outlet,
});

export const catalogueRoute = createRoute({
  getParentRoute: () => catalogueLayoutRoute,
  path: "/",
  validateSearch: (raw: Record<string, unknown>): TextSearch => readText(raw),
  component: lazyRouteComponent(() => import("../features/blocks/catalogue-page.tsx"), "CataloguePage"),
});

export const blockCreateRoute = createRoute({
  getParentRoute: () => catalogueLayoutRoute,
  path: "$slug",
  staticData: { crumb: TypeCrumb },
  component: lazyRouteComponent(() => import("../features/blocks/create-page.tsx"), "CreatePage"),
});

export const blockLayoutRoute = createRoute({
  getParentRoute: () => blocksLayoutRoute,
  path: "$id",
  staticData: { crumb: BlockCrumb },
  component: Outlet,
});

export const BLOCK_TABS = ["values", "use", "audit"] as const;
export type BlockTab = (typeof BLOCK_TABS)[number];

export const blockRoute = createRoute({
  getParentRoute: () => blockLayoutRoute,
  path: "/",
  validateSearch: ({ tab }: Record<string, unknown>): { tab?: BlockTab } => {
    const known = BLOCK_TABS.find((one) => one === tab);
    return known && known !== "values" ? { tab: known } : {};
  },
  component: lazyRouteComponent(() => import("../features/blocks/block-page.tsx"), "BlockPage"),
});

export const blockEditRoute = createRoute({
  getParentRoute: () => blockLayoutRoute,
  path: "edit",
  staticData: { crumb: () => <>Change</> },
  component: lazyRouteComponent(() => import("../features/blocks/edit-page.tsx"), "EditPage"),
});

function readSearch(raw: Record<string, unknown>): BlockFilter {
  const type = raw["type"];
  return { ...readText(raw), ...(typeof type === "string" && type && { type }) };
}

function TypeCrumb(): ReactElement {
  const { slug } = blockCreateRoute.useParams();
  const { data } = useQuery(blockTypeQuery(slug));
  return <>{data?.type.name ?? slug}</>;
}

function BlockCrumb(): ReactElement {
  const { id } = blockLayoutRoute.useParams();
  const { data } = useQuery(blockQuery(id));
  return (
    <Link to="/blocks/$id" params={{ id }}>
      {data?.name ?? id.slice(0, 8)}
    </Link>
  );
}
