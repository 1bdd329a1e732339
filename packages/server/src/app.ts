/** Wires the parts of a server together. Nobody imports this but the entry points. */
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Settings } from "@weir/contract";
import type { Logger } from "pino";
import { Bus } from "./events/bus.ts";
import { createApi, type Api } from "./http/api.ts";
import { allEndpoints } from "./http/index.ts";
import type { Context } from "./operations/context.ts";
import { systemClock } from "./platform/clock.ts";
import { openPostgresStore } from "./storage/postgres/postgres-store.ts";
import { openSqliteStore } from "./storage/sqlite/sqlite-store.ts";
import type { Store } from "./storage/store.ts";

/** Weir's own folder. */
export const homeOf = (settings: Pick<Settings, "home">): string => settings.home ?? join(homedir(), ".weir");

/** The parts that every shape of the server has. */
export interface App {
  readonly context: Context;
  readonly bus: Bus;
  readonly api: Api;
  stop(): Promise<void>;
}

async function openStore(settings: Settings): Promise<Store> {
  const url = settings.server_database_url;
  if (url && /^postgres(ql)?:\/\//.test(url)) return openPostgresStore(url);
  const home = homeOf(settings);
  if (!url) await mkdir(home, { recursive: true });
  return openSqliteStore(url ? url.replace(/^sqlite:(\/\/)?/, "") : join(home, "weir.db"));
}

export async function createApp(settings: Settings, log: Logger): Promise<App> {
  const bus = new Bus((error) => log.error({ err: error }, "a listener failed"));
  const store = await openStore(settings);
  const context: Context = {
    store,
    clock: systemClock(),
    settings,
    committed: {
      events: (events) => bus.events.publish(events),
      logs: (logs) => bus.logs.publish(logs),
    },
  };
  const api = createApi(context, allEndpoints(context), log);
  return { context, bus, api, stop: () => store.close() };
}
