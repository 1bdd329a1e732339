import { useQuery } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { flowRunQuery } from "../data/flow-runs.ts";
import { RUN_TABS, type RunTab } from "../features/run/tabs.ts";
import { runsLayoutRoute } from "./runs.tsx";

export interface RunSearch {
  /** Task run or subflow run that is selected. */
  readonly task?: string | undefined;
  readonly tab?: RunTab | undefined;
}

export const runRoute = createRoute({
  getParentRoute: () => runsLayoutRoute,
  path: "$id",
  validateSearch: readSearch,
  staticData: { crumb: RunCrumb },
  component: lazyRouteComponent(() => import("../features/run/run-page.tsx"), "RunPage"),
});

function readSearch(raw: Record<string, unknown>): RunSearch {
  const tab = RUN_TABS.find((name) => name === raw["tab"]);
  return { ...(typeof raw["task"] === "string" && { task: raw["task"] }), ...(tab && { tab }) };
}

function RunCrumb(): ReactElement {
  const { id } = runRoute.useParams();
  const { data } = useQuery(flowRunQuery(id));
  return <>{data?.name ?? id.slice(0, 8)}</>;
}
