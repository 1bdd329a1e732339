/** A listening server. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Settings } from "@weir/contract";
import { pino } from "pino";
import { createApp, databaseOf, homeOf, makeHome } from "./app.ts";
import { claimDatabase } from "./marker.ts";
import { warnOfLockedSecrets } from "./services/locked-secrets.ts";
import { isPostgres, sqlitePath } from "./storage/open.ts";
import { boundYoungGeneration } from "./platform/heap.ts";

export interface StartOptions {
  readonly settings: Settings;
  /** A database of the server's own, gone when it stops. */
  readonly ephemeral?: boolean;
}

export interface RunningServer {
  /** The server's address, without `/api`. */
  readonly url: string;
  /** Finishes what is under way, then stops. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts a server; resolves when it answers.
 *
 * @throws HomeInUse where another server serves the same SQLite database, CannotStart where it or the home folder
 *   cannot be used
 */
export async function startServer({ settings: given, ephemeral = false }: StartOptions): Promise<RunningServer> {
  const letYoungGenerationGrow = boundYoungGeneration();
  const folder = ephemeral ? await mkdtemp(join(tmpdir(), "weir-")) : undefined;
  const settings: Settings = folder ? { ...given, home: folder, server_database_url: undefined } : given;
  const log = pino({ level: settings.server_log_level }, pino.destination(2));
  const home = homeOf(settings);
  await makeHome(home);
  // Several servers may share one PostgreSQL; a SQLite file belongs to one.
  const database = databaseOf(settings);
  const marker = isPostgres(database) ? undefined : await claimDatabase(sqlitePath(database));
  const undo: (() => Promise<unknown>)[] = [];
  const unwind = async (): Promise<void> => {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  };
  if (folder) undo.push(() => rm(folder, { recursive: true, force: true }));
  if (marker) undo.push(() => marker.remove());
  try {
    // What only a listening server needs; the embedded one, in the same package, starts without it.
    const [{ createHttpServer }, { serverPlugins }, { closeWithin }] = await Promise.all([
      import("./http/http-server.ts"),
      import("./http/plugins.ts"),
      import("./http/close-within.ts"),
    ]);
    const app = await createApp(settings, log);
    undo.push(() => app.stop());
    const { eventLoop } = app.context.meters;
    eventLoop.start();
    undo.push(async () => eventLoop.stop());
    const server = await createHttpServer(app.api, {
      bodyLimit: settings.server_body_limit,
      requestsLimit: settings.server_requests_limit,
      log,
      meters: app.context.meters,
      plugins: serverPlugins({ ...app, ephemeral, log }),
    });
    undo.push(() => closeWithin(server, settings.server_shutdown_timeout, log));
    await server.listen({ host: settings.server_host, port: settings.server_port });
    const { port } = server.server.address() as { port: number };
    const host = settings.server_host.includes(":") ? `[${settings.server_host}]` : settings.server_host;
    const url = `http://${host}:${port}`;
    if (settings.server_services_enabled) for (const service of app.services) service.start();
    letYoungGenerationGrow();
    void warnOfLockedSecrets(app.context, log);
    await marker?.announce(url);
    let stopping: Promise<void> | undefined;
    return { url, stop: () => (stopping ??= unwind()) };
  } catch (error) {
    await unwind();
    throw error;
  }
}
