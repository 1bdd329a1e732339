/**
 * Helpers of our own tests; a dev dependency, never imported by product code.
 *
 * - databases: `createDatabase("sqlite" | "postgres", template?)`, `withDatabase(…)`: a fresh one each, dropped after
 *   use. For tests in `packages/<name>/test/`, which run with a real PostgreSQL server beside them.
 * - what is in a database, past its server: `readRows`.
 * - processes: `freePort`, `cleanEnvironment`, `stopProcess`, `waitForLine`; `startPostgres` for a server of one's own.
 * - containers: `dockerSite()`, an engine and a registry, for tests in `packages/<name>/test/docker/`.
 * - the server: `startWeir({ database, services, env })`, a process of its own running our sources.
 * - connections: `startTcpProxy(port)`, which can be cut; `startTcpBalancer(ports)` in front of several servers.
 * - `startHttpServer(listener)`: a web server for what calls out.
 * - `startGitServer(...logins)`: git repositories over HTTP, with a password if wanted.
 * - waiting: `waitUntil` for what only another process can tell.
 */
export { dockerMissing, dockerSite, type DockerSite } from "./docker/site.ts";
export { KUBECONFIG_OF_TESTS, SOURCES_IN_IMAGE, TEST_IMAGE } from "./docker/image.ts";
export { createDatabase, DIALECTS, postgresUrl, withDatabase } from "./postgres/databases.ts";
export type { Dialect, Template, TestDatabase } from "./postgres/databases.ts";
export { startPostgres } from "./postgres/cluster.ts";
export type { ClusterOptions, PostgresCluster } from "./postgres/cluster.ts";
export { type GitServer, startGitServer } from "./git-server.ts";
export { type HttpServer, startHttpServer } from "./http-server.ts";
export { readRows } from "./rows.ts";
export { cleanEnvironment, freePort, hasExited, stopProcess, waitForLine } from "./processes.ts";
export { startTcpBalancer } from "./tcp-balancer.ts";
export { startTcpProxy } from "./tcp-proxy.ts";
export type { TcpProxy } from "./tcp-proxy.ts";
export { waitUntil } from "./wait.ts";
export type { WaitOptions } from "./wait.ts";
export { startWeir } from "./weir-server.ts";
export type { WeirOptions, WeirProcess } from "./weir-server.ts";
