import type { QueryClient } from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { artifactRoute, artifactsLayoutRoute, artifactsRoute } from "./routes/artifacts.tsx";
import {
  automationRoute,
  automationsLayoutRoute,
  automationsRoute,
  editAutomationRoute,
  newAutomationRoute,
} from "./routes/automations.tsx";
import {
  blockCreateRoute,
  blockEditRoute,
  blockLayoutRoute,
  blockRoute,
  blocksLayoutRoute,
  blocksRoute,
  catalogueLayoutRoute,
  catalogueRoute,
} from "./routes/blocks.tsx";
import { cacheRoute } from "./routes/cache.tsx";
import { compareRoute } from "./routes/compare.tsx";
import { deploymentRoute, deploymentsLayoutRoute, deploymentsRoute } from "./routes/deployments.tsx";
import { eventRoute, eventsLayoutRoute, eventsRoute } from "./routes/events.tsx";
import { flowRoute, flowsLayoutRoute, flowsRoute } from "./routes/flows.tsx";
import { homeRoute } from "./routes/home.tsx";
import { redirectRoutes } from "./routes/redirects.ts";
import { rootRoute } from "./routes/root.tsx";
import { runRoute } from "./routes/run.tsx";
import { runsLayoutRoute, runsRoute } from "./routes/runs.tsx";
import {
  limitRoute,
  limitsLayoutRoute,
  limitsRoute,
  variableRoute,
  variablesLayoutRoute,
  variablesRoute,
} from "./routes/settings.tsx";
import { taskRunRoute } from "./routes/task-run.tsx";
import { deliveriesRoute, webhookRoute, webhooksLayoutRoute, webhooksRoute } from "./routes/webhooks.tsx";
import { workPoolRoute, workPoolsLayoutRoute, workPoolsRoute } from "./routes/work-pools.tsx";

const routeTree = rootRoute.addChildren([
  runsLayoutRoute.addChildren([runsRoute, compareRoute, runRoute]),
  deploymentsLayoutRoute.addChildren([deploymentsRoute, deploymentRoute]),
  workPoolsLayoutRoute.addChildren([workPoolsRoute, workPoolRoute]),
  flowsLayoutRoute.addChildren([flowsRoute, flowRoute]),
  eventsLayoutRoute.addChildren([eventsRoute, eventRoute]),
  automationsLayoutRoute.addChildren([automationsRoute, newAutomationRoute, automationRoute, editAutomationRoute]),
  artifactsLayoutRoute.addChildren([artifactsRoute, artifactRoute]),
  blocksLayoutRoute.addChildren([
    blocksRoute,
    catalogueLayoutRoute.addChildren([catalogueRoute, blockCreateRoute]),
    blockLayoutRoute.addChildren([blockRoute, blockEditRoute]),
  ]),
  limitsLayoutRoute.addChildren([limitsRoute, limitRoute]),
  variablesLayoutRoute.addChildren([variablesRoute, variableRoute]),
  webhooksLayoutRoute.addChildren([webhooksRoute, webhookRoute]),
  deliveriesRoute,
  cacheRoute,
  taskRunRoute,
  homeRoute,
  ...redirectRoutes,
]);

/** The path at which the server has put the app: that of `<base>`. */
const basepath = new URL(document.baseURI).pathname.replace(/\/$/, "") || "/";

// The type of the router is what the library's types are built from; writing it out would repeat all routes.
export const createAppRouter = (queryClient: QueryClient) =>
  createRouter({ routeTree, basepath, context: { queryClient }, defaultPreload: "intent", scrollRestoration: true });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
  interface StaticDataRouteOption {
    /** The route's part of the breadcrumb. */
    crumb?: ComponentType;
  }
}
