/**
 * One connection of the protocol: opened, authenticated, then JSON messages both ways. It does not reconnect; whoever
 * reads or writes knows what has to be said again.
 */
import { type ApiError, Invalid, Unauthorised, Unreachable } from "./errors.ts";

/** The part of the standard `WebSocket` that is used. */
export interface WebSocketLike {
  readonly readyState: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: "open" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { readonly code: number; readonly reason: string }) => void): void;
}

export type SocketFactory = (url: string, protocols: string[]) => WebSocketLike;

/** The connection ended otherwise than by agreement. */
export class SocketClosed extends Error {
  override readonly name = "SocketClosed";
  /** The code of the close frame; 1006 if there was none. */
  readonly closeCode: number;
  constructor(code: number, reason: string) {
    super(`the connection was closed (${code}${reason ? ` ${reason}` : ""})`);
    this.closeCode = code;
  }
}

/** What the end of a connection means to whoever wanted something over it. Only `Unreachable` is worth another try. */
export function socketError(path: string, error: unknown): ApiError {
  const call = { method: "GET", path } as const;
  if (!(error instanceof SocketClosed)) return new Unreachable(call, error);
  const body = { detail: error.message };
  if (error.closeCode === POLICY_VIOLATION) return new Unauthorised(call, { status: 401, headers: {}, body });
  if (error.closeCode === PROTOCOL_ERROR) return new Invalid(call, { status: 422, headers: {}, body });
  return new Unreachable(call, error);
}

export interface Socket extends AsyncDisposable {
  send(message: unknown): void;
  /** Ends when either side closes normally (1000); throws `SocketClosed` otherwise. One reader at a time. */
  messages(): AsyncIterable<unknown>;
  close(): void;
}

export interface SocketOptions {
  /** What the server is told in the handshake: the API key, or `user:password`. */
  readonly token: string | null;
  readonly webSocket?: SocketFactory | undefined;
  /** Seconds within which the handshake has to be done. */
  readonly timeout: number;
  /** Closes the connection when aborted. */
  readonly signal?: AbortSignal | undefined;
}

const OPEN = 1;
/** Close code for a wrong token. */
const POLICY_VIOLATION = 1008;
/** Close code for a filter that is not valid. */
const PROTOCOL_ERROR = 1002;

/** Resolves once the server has accepted the token. */
export async function openSocket(url: string, options: SocketOptions): Promise<Socket> {
  options.signal?.throwIfAborted();
  const create: SocketFactory = options.webSocket ?? ((address, protocols) => new WebSocket(address, protocols));
  const connection = new Connection(create(url, ["prefect"]), options.signal);
  const timer = setTimeout(() => connection.fail(new Error("no handshake in time")), options.timeout * 1000);
  try {
    await connection.opened;
    connection.send({ type: "auth", token: options.token });
    const { value } = await connection.messages()[Symbol.asyncIterator]().next();
    if ((value as { type?: unknown } | undefined)?.type !== "auth_success")
      throw new Error("the server did not accept us");
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

class Connection implements Socket {
  readonly opened: Promise<void>;
  readonly #socket: WebSocketLike;
  readonly #signal: AbortSignal | undefined;
  readonly #abort = () => this.fail(this.#signal?.reason as Error);
  readonly #received: unknown[] = [];
  readonly #rejectOpened: (error: Error) => void;
  #ended = false;
  #error: Error | undefined;
  /** Wakes the reader. */
  #wake: () => void = () => {};

  constructor(socket: WebSocketLike, signal: AbortSignal | undefined) {
    this.#socket = socket;
    this.#signal = signal;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.opened = promise;
    this.#rejectOpened = reject;
    socket.addEventListener("open", () => resolve());
    socket.addEventListener("message", ({ data }) => {
      if (this.#ended) return;
      try {
        this.#received.push(JSON.parse(String(data)));
        this.#wake();
      } catch {
        this.fail(new Error("the server sent something that is not JSON"));
      }
    });
    // An "error" is always followed by a "close", which carries the code.
    socket.addEventListener("error", () => {});
    socket.addEventListener("close", ({ code, reason }) => {
      const error = new SocketClosed(code, reason);
      reject(error);
      this.#end(code === 1000 ? undefined : error);
    });
    signal?.addEventListener("abort", this.#abort, { once: true });
    promise.catch(() => {}); // a failure is also seen by the reader; nobody has to wait for the opening
  }

  send(message: unknown): void {
    if (this.#error) throw this.#error;
    if (this.#ended || this.#socket.readyState !== OPEN) throw new SocketClosed(1006, "");
    this.#socket.send(JSON.stringify(message));
  }

  async *messages(): AsyncGenerator<unknown, void> {
    for (;;) {
      while (this.#received.length > 0) yield this.#received.shift();
      if (this.#error) throw this.#error;
      if (this.#ended) return;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  fail(error: Error): void {
    this.#rejectOpened(error);
    this.#end(error);
    this.#socket.close();
  }

  close(): void {
    this.#end(undefined);
    this.#socket.close(1000);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  #end(error: Error | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#wake();
  }
}
