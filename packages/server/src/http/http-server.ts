/**
 * The API on a socket: Fastify reads requests and writes answers, `api.ts` decides them.
 */
import type { Method } from "@weir/contract";
import websocket from "@fastify/websocket";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { Readable } from "node:stream";
import type { Api, ApiAnswer } from "./api.ts";
import { serialize } from "./serialize.ts";
import { InvalidRequest } from "./validate.ts";
import { answerError } from "./answer-error.ts";
import { refuseOverload } from "./overload.ts";
import { answerPing } from "./sockets/keep-alive.ts";
import { requestIds } from "./request-id.ts";
import type { Meters } from "../platform/meters.ts";
import type { Logger } from "pino";

export interface HttpOptions {
  readonly bodyLimit: number;
  /** Requests that may be under way at once. */
  readonly requestsLimit: number;
  readonly log: Logger;
  readonly meters: Meters;
  /** WebSockets and static files, added below the same server. */
  readonly plugins: readonly ((server: FastifyInstance) => void | Promise<void>)[];
}

const METHODS: Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const JSON_TYPE = "application/json";

/** The public address of a request, up to and without `/api`; honours the headers of a reverse proxy. */
function baseUrlOf(request: FastifyRequest): string {
  const proto = request.headers["x-forwarded-proto"] ?? "http";
  const host = request.headers["x-forwarded-host"] ?? request.headers.host ?? "localhost";
  return `${String(proto)}://${String(host)}`;
}

function parseBody(text: unknown): unknown {
  if (typeof text !== "string" || text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    throw new InvalidRequest(
      [
        {
          type: "json_invalid",
          loc: ["body", Number(position ?? 0)],
          msg: "JSON decode error",
          input: {},
          ctx: { error: "Expecting value" },
        },
      ],
      text,
    );
  }
}

function send(reply: FastifyReply, answer: ApiAnswer): FastifyReply {
  reply.code(answer.status);
  if (answer.headers) reply.headers(answer.headers as Record<string, string>);
  if (answer.status === 204 || answer.status === 307) return reply.send();
  const type = answer.headers?.["content-type"] ?? JSON_TYPE;
  reply.header("content-type", type);
  if (answer.text !== undefined)
    // Lists are long: written as bytes once, not measured as text and then written.
    return reply.send(typeof answer.text === "string" ? Buffer.from(answer.text) : Readable.from(answer.text));
  const text = serialize(answer.schema, answer.body);
  // The writers drop what the protocol does not know: what we add is put in behind it.
  return reply.send(answer.additions ? `${text.slice(0, -1)},"weir":${JSON.stringify(answer.additions)}}` : text);
}

export async function createHttpServer(api: Api, options: HttpOptions): Promise<FastifyInstance> {
  const server = Fastify({
    logger: false,
    bodyLimit: options.bodyLimit,
    forceCloseConnections: "idle",
    genReqId: requestIds(),
    routerOptions: { ignoreTrailingSlash: false },
  });
  const { log, meters } = options;
  refuseOverload(server, options.requestsLimit, meters);
  server.removeAllContentTypeParsers();
  // A body without a type, or with any other, is read as JSON: that is what the reference does.
  server.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  server.setErrorHandler((error: { statusCode?: number; message: string }, request, reply) => {
    const answer =
      error.statusCode !== undefined && error.statusCode < 500
        ? { status: error.statusCode, text: JSON.stringify({ detail: error.message }) }
        : answerError(error, log, { request: request.id, method: request.method });
    return send(reply, answer);
  });
  server.addHook("onRequest", async (request, reply) => {
    reply.header("access-control-allow-origin", "*").header("x-request-id", request.id);
  });
  server.options("/api/*", (request, reply) => {
    reply
      .header("access-control-allow-methods", METHODS.join(", "))
      .header("access-control-allow-headers", request.headers["access-control-request-headers"] ?? "*")
      .header("access-control-max-age", "600")
      .header("content-type", "text/plain; charset=utf-8")
      .send("OK");
  });
  await server.register(websocket, {
    options: { maxPayload: options.bodyLimit, handleProtocols: pickProtocol, autoPong: false },
  });
  server.websocketServer.on("connection", (socket) => socket.on("ping", answerPing));
  for (const plugin of options.plugins) await server.register(async (scope) => plugin(scope));
  server.route({
    method: METHODS,
    url: "/api/*",
    onRequest: async (request, reply) => {
      if (request.ws) await reply.code(403).send(); // no socket has this path
    },
    handler: async (request, reply) => {
      let body: unknown;
      try {
        body = parseBody(request.body);
      } catch (error) {
        return send(reply, answerError(error, log));
      }
      const { url } = request.raw;
      const begun = performance.now();
      const end = url!.indexOf("?");
      const answer = await api.call({
        method: request.method as Method,
        path: (end < 0 ? url! : url!.slice(0, end)).slice("/api".length),
        query: request.query as Record<string, unknown>,
        headers: request.headers,
        body,
        bodyText: request.body as string | undefined,
        baseUrl: baseUrlOf(request),
        from: request.ip,
        id: request.id,
        gone: () => whenGone(reply),
      });
      const time = performance.now() - begun;
      meters.answered(answer.route, answer.status, time / 1000);
      if (log.isLevelEnabled("debug"))
        log.debug(
          { request: request.id, method: request.method, route: answer.route?.path, status: answer.status, ms: time },
          "request",
        );
      return send(reply, answer);
    },
  });
  return server;
}

/** Aborted when the connection ends before the answer is written. */
function whenGone({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  if (raw.destroyed) controller.abort();
  else raw.once("close", () => controller.abort());
  return controller.signal;
}

/** Subprotocols that our sockets speak; a client that offers none of them is served without. */
function pickProtocol(offered: Set<string>): string | false {
  return ["prefect", "weir.v1"].find((protocol) => offered.has(protocol)) ?? false;
}
