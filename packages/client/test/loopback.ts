/** A small real server on loopback: answers as told, remembers what it was asked. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

export interface Asked {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string is sent as text, nothing at all as an empty answer. */
  readonly body?: unknown;
}

/** "hang up" drops the connection, "hang" never answers. */
export type Handler = (asked: Asked) => Answer | "hang up" | "hang";

export interface Loopback extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Method and path of all requests, those for a CSRF token apart. */
  readonly calls: readonly string[];
}

/** `onSocket` gets every WebSocket with the path it was opened on. */
export async function loopback(
  handler: Handler,
  onSocket?: (socket: WebSocket, path: string) => void,
): Promise<Loopback> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const { method = "", url: path = "", headers } = request;
      const body: unknown = text === "" ? undefined : JSON.parse(text);
      const one: Asked = { method, path: path.replace("/api", ""), headers, body };
      asked.push(one);
      const answer = handler(one);
      if (answer === "hang up") request.socket.destroy();
      if (typeof answer === "string") return;
      const isText = typeof answer.body === "string";
      const type = isText ? "text/plain" : "application/json";
      response.writeHead(answer.status ?? 200, {
        ...(answer.body !== undefined && { "content-type": type }),
        ...answer.headers,
      });
      response.end(isText || answer.body === undefined ? answer.body : JSON.stringify(answer.body));
    });
  });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "prefect" });
  server.on("upgrade", (request, socket, head) => {
    if (onSocket === undefined) socket.destroy();
    else sockets.handleUpgrade(request, socket, head, (ws) => onSocket(ws, request.url!.replace("/api", "")));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    get calls() {
      return asked.filter(({ path }) => !path.startsWith("/csrf-token")).map(({ method, path }) => `${method} ${path}`);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Answers the handshake of a socket and gives the messages after it to `onMessage`. */
export function authenticated(
  socket: WebSocket,
  onMessage: (message: unknown) => void,
  onToken?: (token: unknown) => void,
): void {
  socket.once("message", (first: Buffer) => {
    onToken?.((JSON.parse(first.toString()) as { token: unknown }).token);
    socket.on("message", (data: Buffer) => onMessage(JSON.parse(data.toString())));
    socket.send(JSON.stringify({ type: "auth_success" }));
  });
}

/** An answer to `/csrf-token` as servers without that protection give it. */
export const CSRF_OFF: Answer = { status: 422, body: { detail: "CSRF protection is disabled." } };
