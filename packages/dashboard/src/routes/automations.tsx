import { useQuery } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent, Link, Outlet } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { automationQuery } from "../data/automations.ts";
import { rootRoute } from "./root.tsx";
import { readText, type TextSearch } from "./text-search.ts";

export const automationsLayoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/automations",
  staticData: { crumb: () => <Link to="/automations">Automations</Link> },
  component: Outlet,
});

export const automationsRoute = createRoute({
  getParentRoute: () => automationsLayoutRoute,
  path: "/",
  validateSearch: (raw: Record<string, unknown>): TextSearch => readText(raw),
  component: lazyRouteComponent(() => import("../features/automations/automations-page.tsx"), "AutomationsPage"),
});

/** What a new automation begins with: a ready-made one, and the flow (by name) or deployment (by id) it is about. */
export interface NewAutomationSearch {
  readonly template?: string | undefined;
  readonly flow?: string | undefined;
  readonly deployment?: string | undefined;
}

export const newAutomationRoute = createRoute({
  getParentRoute: () => automationsLayoutRoute,
  path: "new",
  staticData: { crumb: () => "New" },
  validateSearch: (raw: Record<string, unknown>): NewAutomationSearch =>
    Object.fromEntries(
      ["template", "flow", "deployment"].flatMap((name) =>
        // A name of digits alone comes as a number.
        ["string", "number"].includes(typeof raw[name]) ? [[name, String(raw[name])]] : [],
      ),
    ),
  component: lazyRouteComponent(() => import("../features/automations/editor/new-page.tsx"), "NewAutomationPage"),
});

export const editAutomationRoute = createRoute({
  getParentRoute: () => automationsLayoutRoute,
  path: "$id/edit",
  staticData: { crumb: EditedCrumb },
  component: lazyRouteComponent(() => import("../features/automations/editor/edit-page.tsx"), "EditAutomationPage"),
});

export const automationRoute = createRoute({
  getParentRoute: () => automationsLayoutRoute,
  path: "$id",
  staticData: { crumb: AutomationCrumb },
  component: lazyRouteComponent(() => import("../features/automations/automation-page.tsx"), "AutomationPage"),
});

function AutomationCrumb(): ReactElement {
  const { id } = automationRoute.useParams();
  const { data } = useQuery(automationQuery(id));
  return <>{data?.name ?? id.slice(0, 8)}</>;
}

function EditedCrumb(): ReactElement {
  const { id } = editAutomationRoute.useParams();
  const { data } = useQuery(automationQuery(id));
  return (
    <Link to="/automations/$id" params={{ id }}>
      {data?.name ?? id.slice(0, 8)}
    </Link>
  );
}
