/**
 * The transport of the offline shape: to the server while it can be reached, to a journal from then on.
 *
 * O1  Nothing is lost on the way from one to the other: whatever has no answer yet is said to the journal, which knows the
 *     runs under way as the server knew them.
 * O2  Until the last run of the process has ended it stays with the journal, so that a run has one place at a time. Then
 *     the journal is sent to the server; what is left of one is sent later (`weir runs push`, or the next program).
 * O3  What only the server can answer (variables, other runs, limits) fails as unreachable.
 */
import { type ApiError, errorOf, Unreachable } from "@weir/client";
import type { HttpTransport, Transport, TransportRequest, TransportResponse } from "@weir/client";
import { writeLine } from "../logging/console.ts";
import { Journal } from "./journal.ts";
import { KnownRuns } from "./known-runs.ts";
import { pushJournal, pushLeft } from "./push.ts";

/** What somebody else answers while the server is away: a proxy, mostly. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);

/** What a run records, and can be told by whoever keeps the record. */
const RECORDED =
  /^(POST \/(flows|flow_runs|task_runs|logs|artifacts)\/|(GET|PATCH) \/flow_runs\/[^/]+|POST \/flow_runs\/[^/]+\/set_state)$/;

export interface OfflineOptions {
  /** Weir's own folder. */
  readonly home: string;
  /** The server, with repetitions that end within the time after which it counts as out of reach. */
  readonly online: HttpTransport;
  /** The same server without repetitions: an upload that broke off looks first at what is there. */
  readonly probe: HttpTransport;
}

export class OfflineTransport implements Transport {
  readonly #options: OfflineOptions;
  readonly #known = new KnownRuns();
  #journal: Promise<Journal> | undefined;

  constructor(options: OfflineOptions) {
    this.#options = options;
  }

  get isOffline(): boolean {
    return this.#journal !== undefined;
  }

  async request(request: TransportRequest): Promise<TransportResponse> {
    if (this.#journal) return this.#record(await this.#journal, request);
    let answer: TransportResponse;
    try {
      answer = await this.#options.online.request(request);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      return this.#record(await this.#leave(error), request, error);
    }
    if (AWAY.has(answer.status)) {
      const error = errorOf(request, answer);
      return this.#record(await this.#leave(error), request, error);
    }
    this.#known.note(request, answer);
    // An answer that came while others gave up waiting for theirs: the journal has to know of it as well.
    if (this.isOffline) await (await this.#journal!).seed(this.#known.batch());
    this.#known.forgetEnded();
    return answer;
  }

  async sendEvents(events: Parameters<Transport["sendEvents"]>[0]): Promise<void> {
    if (this.#journal) return (await this.#journal).server.sendEvents(events);
    try {
      await this.#options.online.sendEvents(events);
    } catch (error) {
      const isAway = error instanceof Unreachable || AWAY.has((error as ApiError).status);
      if (!isAway) throw error;
      await (await this.#leave(error as ApiError)).server.sendEvents(events);
    }
  }

  connect(...args: Parameters<HttpTransport["connect"]>): ReturnType<HttpTransport["connect"]> {
    return this.#options.online.connect(...args);
  }

  /**
   * To be called while no run is under way: sends the journal, if there is one.
   *
   * @returns true if the server is back and has everything
   */
  async comeBack(): Promise<boolean> {
    if (!this.#journal) return false;
    const journal = await this.#journal;
    try {
      if (!(await pushJournal(journal, this.#options.probe))) return false;
    } catch (error) {
      say(`runs that are kept in ${journal.note.folder} could not be sent: ${String(error)}`);
      return false;
    }
    this.#journal = undefined;
    return true;
  }

  /** Says where the runs are that could not be sent. */
  async remind(): Promise<void> {
    if (!this.#journal) return;
    const { note } = await this.#journal;
    say(`${note.url} is still out of reach: the runs are kept in ${note.folder} until \`weir runs push\``);
  }

  /** Sends what earlier processes have left. Never rejects. */
  async pushLeft(): Promise<void> {
    await pushLeft(this.#options.home, this.#options.probe).catch((error: unknown) => {
      say(`runs of an earlier program could not be sent: ${String(error)}`);
    });
  }

  async close(): Promise<void> {
    await this.#options.online.close();
    await this.#options.probe.close();
    await (await this.#journal)?.close();
  }

  async #record(journal: Journal, request: TransportRequest, error?: ApiError): Promise<TransportResponse> {
    const { method, path } = request;
    const unreachable = (): ApiError =>
      error ?? new Unreachable({ method, path }, new Error("the process is offline"), journal.note.url);
    if (!RECORDED.test(`${method} ${path}`)) throw unreachable();
    const answer = await journal.server.request(request);
    // Not one of the runs that this process works on: only the server knows it.
    if (answer.status === 404) throw unreachable();
    return answer;
  }

  /** Goes over to a journal, once. */
  #leave(error: ApiError): Promise<Journal> {
    this.#journal ??= this.#begin(error).catch((problem: unknown) => {
      this.#journal = undefined;
      say(`runs cannot be kept without the server: ${String(problem)}`);
      throw error;
    });
    return this.#journal;
  }

  async #begin(error: ApiError): Promise<Journal> {
    const journal = await Journal.create(this.#options.home, this.#options.online.url);
    await journal.seed(this.#known.batch());
    say(`${error.message}; going on without the server, everything is kept in ${journal.note.folder}`);
    return journal;
  }
}

const say = (message: string): void => writeLine("warn", "", message, new Date());
