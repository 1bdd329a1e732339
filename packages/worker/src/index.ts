export type { Ending, Job, Launcher, Running } from "./core/launcher.ts";
export { clockDoubt, nameDoubt } from "./core/doubts.ts";
export { type Health, serveHealth } from "./core/health.ts";
export { Ledger } from "./core/ledger.ts";
export { Membership, type MembershipOptions, PoolUnusable } from "./core/membership.ts";
export { deploymentSource, poolSource, type WorkSource } from "./core/sources.ts";
export { Worker, type WorkerOptions } from "./core/worker.ts";
export { dockerLauncher, type DockerLauncherOptions } from "./docker/launcher.ts";
export { processLauncher, type ProcessLauncherOptions } from "./process/launcher.ts";
