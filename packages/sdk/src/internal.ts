/** For our own packages and tests; not part of what users may rely on. */
export { NoServer, openLocal } from "./embedded.ts";
export { homeOf } from "./settings.ts";
