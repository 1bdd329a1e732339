/** The server inside another process: no socket, no services. */
import { resolveSettings, type Event, type ImportBatch, type Method } from "@weir/contract";
import { pino } from "pino";
import { createApp } from "./app.ts";
import { holdFolder } from "./hold.ts";
import type { ApiAnswer } from "./http/api.ts";
import { exportBatches } from "./operations/exports.ts";
import { crashAbandonedRuns } from "./operations/flow-runs/abandoned.ts";
import { receiveEvents } from "./operations/receive-events.ts";
import type { Clock } from "./platform/clock.ts";

export interface EmbeddedRequest {
  readonly method: Method;
  /** Below the API prefix, e.g. `/flow_runs/filter`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface EmbeddedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface EmbeddedServer {
  request(request: EmbeddedRequest): Promise<EmbeddedResponse>;
  /** Resolves when the events are durable. */
  sendEvents(events: readonly Event[]): Promise<void>;
  /** Everything that is recorded of runs, as another server takes it in (`POST /weir/import`). */
  exported(): AsyncIterable<ImportBatch>;
  /** Ends the runs that a process has left without an end, as crashed. To be called only once that process is gone. */
  crashAbandonedRuns(): Promise<number>;
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The folder of the database. */
  readonly home: string;
  /** Whether the folder, which has to be there, is for this process alone as long as the server is open. Default false. */
  readonly exclusive?: boolean;
  /** What it tells the time by. Default: the machine's clock. */
  readonly clock?: Clock;
}

/** @throws HomeInUse where `exclusive` is asked for and another process has the folder */
export async function openEmbedded({ home, exclusive = false, clock }: EmbeddedOptions): Promise<EmbeddedServer> {
  const settings = resolveSettings({}, { home, server_services_enabled: false });
  const letGo = exclusive ? holdFolder(home) : () => {};
  const app = await createApp(settings, pino({ level: "error" }, pino.destination(2)), { clock }).catch(
    (error: unknown) => {
      letGo();
      throw error;
    },
  );
  return {
    async request({ method, path, query = {}, body, headers = {} }) {
      const answer = await app.api.call({ method, path, query: { ...query }, headers, body, baseUrl: "", isOwn: true });
      const { text } = answer;
      return {
        status: answer.status,
        headers: answer.headers ?? {},
        body: typeof text === "string" ? parse(text) : withAdditions(answer),
      };
    },
    sendEvents: (events) =>
      receiveEvents(
        app.context,
        events.map((event) => ({ event })),
      ),
    exported: () => exportBatches(app.context),
    crashAbandonedRuns: () => crashAbandonedRuns(app.context),
    close: () => app.stop().finally(letGo),
  };
}

const withAdditions = ({ body, additions }: ApiAnswer): unknown =>
  additions ? { ...(body as object), weir: additions } : body;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
