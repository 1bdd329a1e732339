/**
 * What the runs of a process talk to: one server, with the streams that lead to it.
 *
 * K1  It is opened at the first run, never by an import, and kept for the process.
 * K2  It keeps nothing alive: once no run is active, events and logs are flushed and a script can end by itself.
 */
import type { Client } from "@weir/client";
import type { Event } from "@weir/contract";
import { AsyncLocalStorage } from "node:async_hooks";
import { openLocal } from "./embedded.ts";
import { EventStream } from "./engine/event-stream.ts";
import type { AnyFunction } from "./engine/task-definition.ts";
import { LogStream } from "./logging/log-stream.ts";
import { writeLine } from "./logging/console.ts";
import type { OfflineTransport } from "./offline/transport.ts";
import { Results } from "./results/results.ts";
import { homeOf, readSettings, type Settings } from "./settings.ts";

export class Backend {
  readonly settings: Settings;
  readonly api: Client;
  readonly events: EventStream;
  readonly logs: LogStream;
  readonly results: Results;
  /** Ids of flows by name: a flow is registered once. */
  readonly flows = new Map<string, Promise<string>>();
  /** What a test has put in the place of a task's function, by the task's name. */
  stubs: ((task: string) => AnyFunction | undefined) | undefined;
  readonly #offline: OfflineTransport | undefined;
  /** Of events that are sent by themselves: until the server has them, or never will. */
  readonly #delivering = new Set<Promise<void>>();
  #active = 0;
  #returning: Promise<void> | undefined;

  /** @param offline the transport of `api`, if that goes on without the server */
  constructor(api: Client, settings: Settings, offline?: OfflineTransport) {
    this.settings = settings;
    this.api = api;
    this.#offline = offline;
    this.events = new EventStream((events) => api.transport.sendEvents(events));
    this.logs = new LogStream(
      (logs) => this.api.logs.create(logs),
      (error, lines) =>
        writeLine("warn", "", `${lines} log lines did not reach the server: ${String(error)}`, new Date()),
      () => this.isWeir,
    );
    this.results = new Results(homeOf(settings), api);
  }

  /** True if the server is Weir. Known after its first answer. */
  get isWeir(): boolean {
    return this.api.weirVersion !== undefined;
  }

  /** To be called, and waited for, before each run that no other run contains. */
  begin(): Promise<void> | undefined {
    this.#active += 1;
    // A run that begins while the journal is sent has to know where it belongs.
    return this.#active === 1 && this.#offline?.isOffline ? this.#comeBack(this.#offline) : this.#returning;
  }

  /** To be called after it. Once no run is left, everything is delivered. */
  async end(): Promise<void> {
    this.#active -= 1;
    if (this.#active > 0) return;
    await this.flush();
    // Another run may have begun meanwhile.
    if (!this.#offline?.isOffline || this.#active > 0) return;
    await this.#comeBack(this.#offline);
    await this.#offline.remind();
  }

  /** Sends the journal, if the server is back. One at a time. */
  #comeBack(offline: OfflineTransport): Promise<void> {
    this.#returning ??= offline
      .comeBack()
      // Flows that the journal has registered may have other ids on the server.
      .then((isBack) => void (isBack && this.flows.clear()))
      .finally(() => (this.#returning = undefined));
    return this.#returning;
  }

  /** Sends an event by itself; resolves when the server has it. */
  deliver(event: Event): Promise<void> {
    const sent = this.api.events.send([event]);
    const ended = sent.then(noop, noop).then(() => void this.#delivering.delete(ended));
    this.#delivering.add(ended);
    return sent;
  }

  /**
   * Resolves when nothing is under way to the server any more. Runs are over by then, their results known: what could
   * not be delivered is said, and no more.
   */
  async flush(): Promise<void> {
    const events = this.events.flush().catch((error: unknown) => {
      writeLine("warn", "", `events did not reach the server: ${String(error)}`, new Date());
    });
    await Promise.all([events, this.logs.flush(), ...this.#delivering]);
  }

  async close(): Promise<void> {
    await this.flush();
    await this.api.close();
  }
}

const noop = (): void => undefined;

const scoped = new AsyncLocalStorage<Backend>();
let provided: (() => Promise<Backend>) | undefined;
let opened: { readonly key: string; readonly backend: Promise<Backend> } | undefined;

/** The backend of the settings in force; opened if it is not yet. */
export function backend(): Backend | Promise<Backend> {
  const own = scoped.getStore();
  if (own) return own;
  if (provided) return provided();
  const settings = readSettings();
  const key = JSON.stringify([settings.api_url, settings.api_key, settings.api_auth_string, homeOf(settings)]);
  if (opened?.key !== key) {
    const next = { key, backend: open(settings) };
    opened = next;
    // A failure to open is told to every run that wanted it, then tried anew.
    next.backend.catch(() => {
      if (opened === next) opened = undefined;
    });
  }
  return opened!.backend;
}

/** What every run is given instead of the backend of the settings: a thread has none. */
export const provideBackend = (provide: () => Promise<Backend>): void => void (provided = provide);

/** Runs `fn` with a backend of its own: flows in it use that one, whatever the settings say. */
export const withBackend = <T>(own: Backend, fn: () => T): T => scoped.run(own, fn);

async function open(settings: Settings): Promise<Backend> {
  // Loaded now and not with the package: a program that only defines flows starts faster.
  const { client, HttpTransport } = await import("@weir/client");
  if (settings.api_url === undefined) return new Backend(client({ transport: await openLocal(settings) }), settings);
  const server = { url: settings.api_url, apiKey: settings.api_key, authString: settings.api_auth_string };
  const retries = settings.client_max_retries;
  if (!settings.offline_enabled) {
    const transport = new HttpTransport({ ...server, retry: { retries } });
    return new Backend(client({ transport }), settings);
  }
  const { OfflineTransport } = await import("./offline/transport.ts");
  const transport = new OfflineTransport({
    home: homeOf(settings),
    online: new HttpTransport({ ...server, retry: { retries, maxElapsed: settings.offline_after } }),
    probe: new HttpTransport({ ...server, retry: { retries: 0 } }),
  });
  void transport.pushLeft();
  return new Backend(client({ transport }), settings, transport);
}
