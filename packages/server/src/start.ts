/** A listening server. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WEIR_VERSION, type Settings } from "@weir/contract";
import { pino } from "pino";
import { createApp, homeOf } from "./app.ts";
import { createHttpServer } from "./http/http-server.ts";

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

export async function startServer({ settings: given, ephemeral = false }: StartOptions): Promise<RunningServer> {
  const folder = ephemeral ? await mkdtemp(join(tmpdir(), "weir-")) : undefined;
  const settings: Settings = folder ? { ...given, home: folder, server_database_url: undefined } : given;
  const log = pino({ level: settings.server_log_level }, pino.destination(2));
  const app = await createApp(settings, log);
  const server = await createHttpServer(app.api, {
    bodyLimit: settings.server_body_limit,
    log,
    plugins: [],
  });
  await server.listen({ host: settings.server_host, port: settings.server_port });
  const { port } = server.server.address() as { port: number };
  const host = settings.server_host.includes(":") ? `[${settings.server_host}]` : settings.server_host;
  const url = `http://${host}:${port}`;
  const marker = join(homeOf(settings), "server.json");
  if (!settings.server_database_url)
    await writeFile(marker, JSON.stringify({ url, pid: process.pid, version: WEIR_VERSION }));
  let stopping: Promise<void> | undefined;
  return {
    url,
    stop: () =>
      (stopping ??= (async () => {
        await server.close();
        await app.stop();
        if (!settings.server_database_url) await rm(marker, { force: true });
        if (folder) await rm(folder, { recursive: true, force: true });
      })()),
  };
}
