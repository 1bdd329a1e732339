/**
 * Finds out which connections are dead: pings every one, and ends those that have not answered by the next time.
 */
import type { WebSocket } from "ws";

/** Milliseconds between pings; a client has as long to answer. */
const INTERVAL = 20_000;

export class KeepAlive {
  readonly #answered = new Map<WebSocket, boolean>();
  #timer: NodeJS.Timeout | undefined;

  watch(socket: WebSocket): void {
    this.#answered.set(socket, true);
    socket.on("pong", () => this.#answered.set(socket, true));
    socket.once("close", () => this.#answered.delete(socket));
    this.#timer ??= setInterval(() => this.check(), INTERVAL).unref();
  }

  /** One round. */
  check(): void {
    for (const [socket, answered] of this.#answered) {
      // A socket that we do not read from cannot tell us anything.
      if (socket.isPaused) continue;
      if (!answered) {
        socket.terminate();
        continue;
      }
      this.#answered.set(socket, false);
      socket.ping();
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** What a socket does with a ping unless it has its own way. (The server does not answer by itself.) */
export function answerPing(this: WebSocket, data: Buffer): void {
  this.pong(data);
}
