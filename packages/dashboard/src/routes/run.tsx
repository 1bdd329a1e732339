import { useQuery } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { flowRunQuery } from "../data/flow-runs.ts";
import { RUN_TABS, RUN_VIEWS, type RunTab, type RunView } from "../features/run/tabs.ts";
import { runsLayoutRoute } from "./runs.tsx";

export interface RunSearch {
  /** Task run or subflow run that is selected. */
  readonly task?: string | undefined;
  readonly tab?: RunTab | undefined;
  readonly view?: RunView | undefined;
  /** The part of the timeline that is shown: milliseconds since the run's start, `1200-3400`. */
  readonly zoom?: string | undefined;
  /** Least level of the log. */
  readonly level?: number | undefined;
  /** Text of the log. */
  readonly text?: string | undefined;
  /** The log is shown up to this line: its time, and its id. */
  readonly line?: string | undefined;
}

export const runRoute = createRoute({
  getParentRoute: () => runsLayoutRoute,
  path: "$id",
  validateSearch: readSearch,
  staticData: { crumb: RunCrumb },
  component: lazyRouteComponent(() => import("../features/run/run-page.tsx"), "RunPage"),
});

function readSearch(raw: Record<string, unknown>): RunSearch {
  const view = RUN_VIEWS.find((name) => name === raw["view"]);
  const tab = RUN_TABS.find((name) => name === raw["tab"]);
  return {
    ...(typeof raw["task"] === "string" && { task: raw["task"] }),
    ...(tab && { tab }),
    ...(view && { view }),
    ...(typeof raw["zoom"] === "string" && /^\d+(\.\d+)?-\d+(\.\d+)?$/.test(raw["zoom"]) && { zoom: raw["zoom"] }),
    ...(typeof raw["level"] === "number" && { level: raw["level"] }),
    ...(["string", "number"].includes(typeof raw["text"]) && { text: String(raw["text"]) }),
    ...(typeof raw["line"] === "string" && /^[\dT:.+Z-]{20,}~[\da-f-]{36}$/.test(raw["line"]) && { line: raw["line"] }),
  };
}

function RunCrumb(): ReactElement {
  const { id } = runRoute.useParams();
  const { data } = useQuery(flowRunQuery(id));
  return <>{data?.name ?? id.slice(0, 8)}</>;
}
