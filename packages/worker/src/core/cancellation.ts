/** Hears of runs that somebody is cancelling: by the events of the server, and by looking, should an event be lost. */
import type { Client } from "@weir/client";

/** Milliseconds between looks. */
const LOOK_MS = 10_000;
const RESOURCE = "prefect.flow-run.";

export class CancellationWatch {
  readonly #api: Client;
  readonly #runs = new Map<string, () => void>();
  readonly #closed = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(api: Client) {
    this.#api = api;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_MS).unref();
    void this.#listen();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#closed.abort();
  }

  /** Calls back, once, when the run is being cancelled. */
  add(runId: string, onCancelling: () => void): void {
    this.#runs.set(runId, onCancelling);
  }
  remove(runId: string): void {
    this.#runs.delete(runId);
  }

  /** Asks which of the runs are being cancelled. */
  async look(): Promise<void> {
    if (this.#runs.size === 0) return;
    const filter = { id: { any_: [...this.#runs.keys()] }, state: { type: { any_: ["CANCELLING" as const] } } };
    try {
      for (const { id } of await this.#api.flowRuns.filter({ flow_runs: filter, limit: 200 })) this.#tell(id);
    } catch {
      // The next look will tell; a server that is away for a while cancels nothing.
    }
  }

  async #listen(): Promise<void> {
    const filter = { event: { name: ["prefect.flow-run.Cancelling"] } };
    try {
      for await (const { resource } of this.#api.events.subscribe({ filter }, { signal: this.#closed.signal }))
        this.#tell(String(resource["prefect.resource.id"]).slice(RESOURCE.length));
    } catch {
      // A server without sockets, or one that refuses them: the looks remain.
    }
  }

  #tell(runId: string): void {
    const onCancelling = this.#runs.get(runId);
    this.#runs.delete(runId);
    onCancelling?.();
  }
}
