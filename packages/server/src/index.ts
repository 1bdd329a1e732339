export { backupDatabase, restoreDatabase } from "./backup.ts";
export { openEmbedded, type EmbeddedRequest, type EmbeddedResponse, type EmbeddedServer } from "./embedded.ts";
export { startServer, type RunningServer, type StartOptions } from "./start.ts";
