import { useQuery } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent, Link, Outlet } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { eventQuery } from "../data/events.ts";
import { EVENT_KINDS, type EventKind, type EventsSearch } from "../data/events-search.ts";
import { rootRoute } from "./root.tsx";
import { readText } from "./text-search.ts";

export const eventsLayoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/events",
  staticData: { crumb: () => <Link to="/events">Events</Link> },
  component: Outlet,
});

export const eventsRoute = createRoute({
  getParentRoute: () => eventsLayoutRoute,
  path: "/",
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import("../features/events/events-page.tsx"), "EventsPage"),
});

export const eventRoute = createRoute({
  getParentRoute: () => eventsLayoutRoute,
  path: "$id",
  staticData: { crumb: EventCrumb },
  component: lazyRouteComponent(() => import("../features/events/event-page.tsx"), "EventPage"),
});

/** The URL's search; what doesn't fit is left out. */
function readSearch(raw: Record<string, unknown>): EventsSearch {
  const { kind, since, until } = raw;
  return {
    ...readText(raw),
    ...(typeof kind === "string" && kind in EVENT_KINDS && { kind: kind as EventKind }),
    ...(typeof since === "string" && { since }),
    ...(typeof until === "string" && { until }),
  };
}

function EventCrumb(): ReactElement {
  const { id } = eventRoute.useParams();
  const { data } = useQuery(eventQuery(id));
  return <>{data?.event ?? id.slice(0, 8)}</>;
}
