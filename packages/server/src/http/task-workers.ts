import { routes } from "@weir/contract";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";

export const taskWorkers = (): Endpoint[] => [
  // No worker of background tasks can connect yet, so none is there.
  endpoint(routes.taskWorkers.filter, async () => ok([])),
];
