/**
 * The seam between the typed client and whatever carries its requests: HTTP, or a server in this very process.
 */
import type { Event, Method } from "@weir/contract";
import type { Socket } from "./websocket.ts";

export type QueryValue = string | number | boolean | null | undefined;

export interface TransportRequest {
  readonly method: Method;
  /** Below the API prefix (`/api`), parameters filled in and escaped: `/flow_runs/0196…/set_state`. */
  readonly path: string;
  /** Entries without a value (`null`, `undefined`) are left out. */
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[]>> | undefined;
  /** What is sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface TransportResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded JSON, the text of any other content, or `undefined` for an empty answer. */
  readonly body: unknown;
}

export interface Transport {
  /**
   * Gives the answer whatever its status.
   *
   * @throws Unreachable when there was none
   */
  request(request: TransportRequest): Promise<TransportResponse>;
  /** Takes events (task-run states above all) in order; resolves when the server has them durably. */
  sendEvents(events: readonly Event[]): Promise<void>;
  /** Opens one of the protocol's sockets. Absent where there are none: subscriptions then ask again and again. */
  connect?(path: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<Socket>;
  /** Finishes what is under way and releases everything held. May be called twice. */
  close(): Promise<void>;
}
