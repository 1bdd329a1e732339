import Type from "typebox";
import { route } from "../route.ts";
import { Overview, RecentRuns, RecentRunsRequest } from "../schemas/overview.ts";

export const overview = {
  read: route({
    method: "GET",
    path: "/weir/overview",
    tag: "Weir",
    summary: "What is going on, and what needs somebody",
    query: Type.Object({
      /** Hours before now in which runs must have started to be counted as failed or completed. */
      hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 720, default: 24 })),
    }),
    responses: { 200: Overview },
  }),
  recentRuns: route({
    method: "POST",
    path: "/weir/flow_runs/recent",
    tag: "Weir",
    summary: "The last runs of each of several flows or deployments",
    body: RecentRunsRequest,
    responses: { 200: RecentRuns },
  }),
} as const;
