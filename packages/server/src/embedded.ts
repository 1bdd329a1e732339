/** The server inside another process: no socket, no services. */
import { resolveSettings, type Event, type Method } from "@weir/contract";
import { pino } from "pino";
import { createApp } from "./app.ts";
import type { ApiAnswer } from "./http/api.ts";
import { receiveEvents } from "./operations/receive-events.ts";

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
  close(): Promise<void>;
}

export async function openEmbedded(options: { readonly home: string }): Promise<EmbeddedServer> {
  const settings = resolveSettings({}, { home: options.home, server_services_enabled: false });
  const app = await createApp(settings, pino({ level: "error" }, pino.destination(2)));
  return {
    async request({ method, path, query = {}, body, headers = {} }) {
      const answer = await app.api.call({ method, path, query: { ...query }, headers, body, baseUrl: "" });
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
    close: () => app.stop(),
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
