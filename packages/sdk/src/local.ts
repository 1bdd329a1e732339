/** The server of this machine, for programs that do not run flows: light to import. */
export { NoServer, openLocal, servingUrl } from "./embedded.ts";
export { homeOf } from "./settings.ts";
