export type { Ending, Job, Launcher, Running } from "./core/launcher.ts";
export { Ledger } from "./core/ledger.ts";
export { Membership, type MembershipOptions, PoolUnusable } from "./core/membership.ts";
export { splitWords } from "./process/command.ts";
export { lookUpOn } from "./core/look-up.ts";
export { fill, type Find, KEEP } from "./core/placeholders.ts";
export { deploymentSource, poolSource, type WorkSource } from "./core/sources.ts";
export { Worker, type WorkerOptions } from "./core/worker.ts";
export { processLauncher, type ProcessLauncherOptions } from "./process/launcher.ts";
