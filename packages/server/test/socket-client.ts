/** A listening server over the parts of a test, and a plain client of its sockets. */
import { once } from "node:events";
import { pino } from "pino";
import { WebSocket, type ClientOptions } from "ws";
import { createHttpServer } from "../src/http/http-server.ts";
import { serverPlugins } from "../src/http/plugins.ts";
import type { TestServer } from "./support.ts";

export interface Listening extends AsyncDisposable {
  /** `ws://…/api` */
  readonly url: string;
}

export async function listen({ app }: TestServer, { ephemeral = false } = {}): Promise<Listening> {
  const log = pino({ level: "silent" });
  const http = await createHttpServer(app.api, {
    bodyLimit: 16_777_216,
    requestsLimit: 100,
    log,
    meters: app.context.meters,
    plugins: serverPlugins({ ...app, ephemeral, log }),
  });
  await http.listen({ host: "127.0.0.1", port: 0 });
  const { port } = http.server.address() as { port: number };
  return { url: `ws://127.0.0.1:${port}/api`, [Symbol.asyncDispose]: () => http.close() };
}

/** One connection: what it hears waits until it is asked for. */
export class Client implements AsyncDisposable {
  readonly socket: WebSocket;
  /** Resolves when the connection has ended. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #heard: unknown[] = [];
  #wake: () => void = () => undefined;

  constructor(url: string, protocols: string[] = ["prefect"], options: ClientOptions = {}) {
    this.socket = new WebSocket(url, protocols, options);
    this.socket.on("message", (data) => {
      this.#heard.push(JSON.parse(String(data)));
      this.#wake();
    });
    this.socket.on("error", () => undefined); // told by `closed`, too
    this.closed = once(this.socket, "close").then(([code, reason]) => {
      this.#wake();
      return { code: code as number, reason: String(reason) };
    });
  }

  /** Connects and is let in. */
  static async enter(url: string, token: string | null = null): Promise<Client> {
    const client = new Client(url);
    await once(client.socket, "open");
    client.send({ type: "auth", token });
    const answer = await client.next();
    if ((answer as { type: string }).type !== "auth_success") throw new Error(JSON.stringify(answer));
    return client;
  }

  send(frame: unknown): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** The next frame. */
  async next<T = unknown>(): Promise<T> {
    while (this.#heard.length === 0) {
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error("the connection has ended");
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.#heard.shift() as T;
  }

  async take<T = unknown>(count: number): Promise<T[]> {
    const frames: T[] = [];
    while (frames.length < count) frames.push(await this.next<T>());
    return frames;
  }

  /** Frames that have come and were not asked for. */
  get unread(): number {
    return this.#heard.length;
  }

  /** Resolves when the server has answered a ping. */
  async ping(): Promise<void> {
    const mark = Buffer.from(String(Math.random()));
    const answered = new Promise<void>((resolve, reject) => {
      const onPong = (data: Buffer): void => {
        if (!data.equals(mark)) return;
        this.socket.off("pong", onPong);
        resolve();
      };
      this.socket.on("pong", onPong);
      void this.closed.then(() => reject(new Error("the connection has ended")));
    });
    this.socket.ping(mark);
    await answered;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }
}
