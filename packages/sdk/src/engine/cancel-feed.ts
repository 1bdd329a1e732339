/**
 * Hears of runs that are cancelled elsewhere as it happens: one socket to a Weir server for all runs of the process. It
 * only says when to look; whoever cannot hear looks at every heartbeat all the same.
 */
import type { Backend } from "../backend.ts";

/** Runs that end sooner never pay for a connection. What happened meanwhile is told when it is open. */
const QUIET_MS = 250;

const CANCELS = ["prefect.flow-run.Cancelling", "prefect.flow-run.Cancelled"];
const PREFIX = "prefect.flow-run.";

class CancelFeed {
  readonly #backend: Backend;
  readonly #looks = new Map<string, () => void>();
  #timer: NodeJS.Timeout | undefined;
  #listening: AbortController | undefined;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  add(runId: string, look: () => void): void {
    this.#looks.set(runId, look);
    if (!this.#listening) this.#timer ??= setTimeout(() => void this.#listen(), QUIET_MS).unref();
  }

  remove(runId: string): void {
    this.#looks.delete(runId);
    if (this.#looks.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#listening?.abort();
    this.#listening = undefined;
  }

  async #listen(): Promise<void> {
    const listening = new AbortController();
    this.#timer = undefined;
    this.#listening = listening;
    try {
      const { events } = this.#backend.api;
      const filter = { event: { name: CANCELS } };
      for await (const { resource } of events.subscribe({ filter }, { signal: listening.signal }))
        this.#looks.get(resource["prefect.resource.id"]!.slice(PREFIX.length))?.();
    } catch {
      // Aborted, or the server does not want to tell: heartbeats look as well.
    }
  }
}

const feeds = new WeakMap<Backend, CancelFeed>();

/** The feed of a backend; `undefined` where there is nothing to connect to. */
export function cancelFeed(backend: Backend): CancelFeed | undefined {
  if (!backend.isWeir || !backend.api.transport.connect) return undefined;
  let feed = feeds.get(backend);
  if (!feed) feeds.set(backend, (feed = new CancelFeed(backend)));
  return feed;
}
