import { createRoute } from "@tanstack/react-router";
import { runsLayoutRoute } from "./runs.tsx";

export const runRoute = createRoute({
  getParentRoute: () => runsLayoutRoute,
  path: "$id",
  component: () => null,
});
