import { routes } from "@weir/contract";
import { WORKER_TYPES } from "@weir/contract/worker-types";
import { Refusal } from "../platform/errors.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";

/** The protocol's catalogues. The reference fetches them from the internet; the ones we have nothing for are empty. */
const VIEWS: Readonly<Record<string, unknown>> = {
  "aggregate-worker-metadata": WORKER_TYPES,
  "aggregate-block-metadata": {},
  "aggregate-flow-metadata": {},
  "demo-flows": {},
};

export const collections = (): Endpoint[] => [
  endpoint(routes.collections.readView, async ({ params: { view } }) => {
    if (!Object.hasOwn(VIEWS, view)) throw new Refusal("not_found", `View ${view} not found in registry`);
    return ok(VIEWS[view]);
  }),
];
