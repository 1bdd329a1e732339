/** Wires the parts of a server together. Nobody imports this but the entry points. */
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { seconds, type Settings } from "@weir/contract";
import type { Logger } from "pino";
import { Bus } from "./events/bus.ts";
import { Relay } from "./events/relay.ts";
import { createApi, type Api } from "./http/api.ts";
import { allEndpoints } from "./http/index.ts";
import { KeyRing } from "./operations/access-keys.ts";
import { CacheHits } from "./operations/cache/hits.ts";
import type { Context } from "./operations/context.ts";
import { EventInbox } from "./operations/event-inbox.ts";
import { giveInOrder } from "./operations/concurrency/give.ts";
import { declareMeasures } from "./operations/measures.ts";
import { SlotLine } from "./operations/concurrency/line.ts";
import { SignsOfLife } from "./operations/flow-runs/signs-of-life.ts";
import { committedEvents, committedLogs, eventsAfter, lastEvent, logsAfter } from "./operations/relayed.ts";
import { WorkSignals } from "./operations/work-pools/signals.ts";
import { systemClock, type Clock } from "./platform/clock.ts";
import type { Service } from "./platform/lifecycle.ts";
import { Meters } from "./platform/meters.ts";
import { notWritable } from "./marker.ts";
import { openVault } from "./platform/vault.ts";
import { allServices } from "./services/index.ts";
import type { Channel } from "./storage/channel.ts";
import { onBehalfOfCallers } from "./storage/on-behalf.ts";
import { openChannel, openStore } from "./storage/open.ts";

/** Weir's own folder. */
export const homeOf = (settings: Pick<Settings, "home">): string => settings.home ?? join(homedir(), ".weir");

/** Where the server's data is: the address that was set, or a file in the home folder. */
export const databaseOf = (settings: Pick<Settings, "home" | "server_database_url">): string =>
  settings.server_database_url ?? join(homeOf(settings), "weir.db");

/** @throws CannotStart where there can be no such folder */
export async function makeHome(home: string): Promise<void> {
  await mkdir(home, { recursive: true }).catch((error: unknown) => {
    throw notWritable(home, error);
  });
}

/** The parts that every shape of the server has. */
export interface App {
  readonly context: Context;
  readonly bus: Bus;
  readonly api: Api;
  /** The background loops, not yet started. */
  readonly services: readonly Service[];
  /** Stops the services, finishes what is under way, closes the database. May be called twice. */
  stop(): Promise<void>;
}

export interface AppOptions {
  readonly clock?: Clock;
  /** How long events that are safe are put off (`EventInboxOptions`). */
  readonly linger?: number;
}

export async function createApp(
  settings: Settings,
  log: Logger,
  { clock = systemClock(), linger }: AppOptions = {},
): Promise<App> {
  const bus = new Bus((error) => log.error({ err: error }, "a listener failed"));
  if (!settings.server_database_url) await makeHome(homeOf(settings));
  const store = onBehalfOfCallers(await openStore(databaseOf(settings)));
  const channel = await openChannel(databaseOf(settings)).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  let relay: Relay | undefined;
  const meters = new Meters(clock.now());
  const parts: Omit<Context, "inbox"> = {
    store,
    clock,
    settings,
    meters,
    vault: openVault({ keys: settings.server_encryption_key, file: join(homeOf(settings), "encryption.key") }),
    keys: new KeyRing({ store, clock }),
    hits: new CacheHits(store, log),
    signs: new SignsOfLife(seconds(settings.server_shortest_heartbeat)),
    work: new WorkSignals(),
    slots: new SlotLine(giveInOrder({ store, clock })),
    committed: {
      events: (events) => {
        for (const { event } of events) meters.stored(event);
        bus.events.publish(events);
        relay?.tellEvents(events);
      },
      logs: (logs) => {
        meters.logsStored.add(logs.length);
        bus.logs.publish(logs);
        relay?.tellLogs(logs);
      },
      runChanges: (changes) => {
        bus.runChanges.publish(changes);
        relay?.tellRunChanges(changes);
      },
    },
  };
  const context: Context = { ...parts, inbox: new EventInbox(parts, { log, linger }) };
  await context.inbox.recover();
  if (channel) relay = await openRelay(channel, context, bus, log);
  const services = allServices(context, bus, log, channel ? (name) => channel.hold(name) : () => Promise.resolve(true));
  meters.services = services;
  meters.queues.set("events_inbox", () => context.inbox.length);
  meters.queues.set("cache_hits", () => context.hits.length);
  meters.queues.set("writes", () => store.waiting);
  meters.queues.set("slots", () => context.slots.length);
  if (relay) meters.queues.set("relay", () => relay.waiting);
  declareMeasures(context);
  return {
    context,
    bus,
    api: createApi(context, allEndpoints(context), log),
    services,
    stop: async () => {
      context.work.stop();
      await Promise.all(services.map((service) => service.stop()));
      await context.inbox.close();
      await context.hits.close();
      await relay?.stop();
      await store.close();
    },
  };
}

/** Lets this server and the others on its database hear of each other. */
async function openRelay(channel: Channel, context: Context, bus: Bus, log: Logger): Promise<Relay> {
  const { work, store } = context;
  const relay = new Relay(channel, {
    bus,
    log,
    work: { told: (signal, name) => work.heard(signal, name), missed: () => work.missed() },
    read: {
      lastEvent: () => lastEvent(store),
      events: (seqs) => committedEvents(context, seqs),
      logs: (ids) => committedLogs(context, ids),
      eventsAfter: (seq) => eventsAfter(context, seq),
      logsAfter: (id) => logsAfter(context, id),
    },
  });
  await relay.start();
  work.passOn = (signal, name) => relay.tellWork(signal, name);
  return relay;
}
