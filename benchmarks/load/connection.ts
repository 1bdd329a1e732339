/**
 * A keep-alive connection that speaks just enough HTTP/1.1 for a load generator: one request at a time, bodies of JSON.
 * It costs a fraction of what `node:http` does, and the generator shares its machine with the server under load.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface Reply {
  readonly status: number;
  readonly body: string;
}

const HEAD_END = Buffer.from("\r\n\r\n");
const LAST_CHUNK = "0\r\n\r\n";

/** The answer that the bytes hold, or undefined while some of it is still to come. */
function parseReply(bytes: Buffer): Reply | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = bytes.toString("latin1", 0, headEnd);
  const status = Number(head.slice(9, 12));
  const start = headEnd + HEAD_END.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = start + Number(length);
    return bytes.length < end ? undefined : { status, body: bytes.toString("utf8", start, end) };
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return { status, body: "" };
  const chunks = bytes.toString("latin1", start);
  return chunks.endsWith(LAST_CHUNK) ? { status, body: joinChunks(chunks) } : undefined;
}

function joinChunks(text: string): string {
  let body = "";
  for (let at = 0; ;) {
    const lineEnd = text.indexOf("\r\n", at);
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (!(size > 0)) return Buffer.from(body, "latin1").toString();
    body += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 2 + size + 2;
  }
}

export class Connection {
  readonly #url: URL;
  #socket: Socket | undefined;
  #received: Buffer[] = [];
  #waiting: PromiseWithResolvers<Reply> | undefined;

  constructor(url: string) {
    this.#url = new URL(url);
  }

  /** @throws the socket's error, or one that says that the server hung up */
  async post(path: string, body: string): Promise<Reply> {
    // Servers close a connection that idles: the next request opens another one.
    const socket = this.#socket ?? (await this.#open());
    this.#waiting = Promise.withResolvers<Reply>();
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: ${this.#url.host}\r\ncontent-type: application/json\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
    return this.#waiting.promise;
  }

  close(): void {
    this.#socket?.destroy();
  }

  async #open(): Promise<Socket> {
    const socket = connect({ host: this.#url.hostname, port: Number(this.#url.port), noDelay: true });
    await once(socket, "connect");
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.once("error", (error) => this.#lose(socket, error));
    socket.once("close", () => this.#lose(socket, new Error("connection closed")));
    this.#socket = socket;
    return socket;
  }

  #take(chunk: Buffer): void {
    this.#received.push(chunk);
    const reply = parseReply(this.#received.length === 1 ? chunk : Buffer.concat(this.#received));
    if (!reply) return;
    this.#received = [];
    this.#settle()?.resolve(reply);
  }

  #lose(socket: Socket, error: Error): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    this.#received = [];
    this.#settle()?.reject(error);
  }

  #settle(): PromiseWithResolvers<Reply> | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }
}
