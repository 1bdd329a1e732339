/** For our own packages and tests; not part of what users may rely on. */
export { Backend, backend, withBackend } from "./backend.ts";
export { NoServer, openEmbedded, openLocal } from "./embedded.ts";
export { homeOf } from "./settings.ts";
