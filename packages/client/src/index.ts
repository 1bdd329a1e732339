export type { CallOptions, Domain } from "./api/calls.ts";
export type { EventsApi, EventsQuery, Subscription } from "./api/events.ts";
export type { LogsApi, LogsFollowed } from "./api/logs.ts";
export type { ListQuery } from "./api/pages.ts";
export { type Api, type Client, client, type ClientOptions } from "./client.ts";
export {
  ApiError,
  BadRequest,
  Conflict,
  errorOf,
  Forbidden,
  Gone,
  Invalid,
  type InvalidField,
  Locked,
  NotFound,
  ServerError,
  TooLarge,
  Unauthorised,
  Unavailable,
  Unreachable,
} from "./errors.ts";
export { eventFilter, type EventMatch, type LabelMatch } from "./event-match.ts";
export { type HttpOptions, HttpTransport } from "./http.ts";
export { type LookUp, lookUpOn } from "./references.ts";
export { DEFAULT_RETRY, type RetryPolicy } from "./retry.ts";
export type { QueryValue, Transport, TransportRequest, TransportResponse } from "./transport.ts";
export { type Socket, SocketClosed, type SocketFactory, type WebSocketLike } from "./websocket.ts";
