/**
 * What goes out on a live socket: in order, nothing twice, nothing left out however slow the client is.
 *
 * F1. Items go out in the order in which they were pushed.
 * F2. While a client does not keep up, only so many frames are held; of the rest just their keys, and the items are read
 *     again from the database when their turn comes.
 * F3. A client that is hopelessly behind is sent away: it comes back and goes on from what it saw last.
 */
import type { WebSocket } from "ws";
import type { Counter } from "../../platform/metrics.ts";
import { closeSocket, INTERNAL_ERROR, TRY_AGAIN_LATER } from "./frames.ts";

/** Bytes that may wait in the socket before the next frame is held back. */
const HIGH_WATER = 1_048_576;
/** Frames that are held ready. */
const FRAMES = 256;
/** Items that are read again at once. */
const REREAD = 200;
/** Items that may wait all in all. */
const MOST = 100_000;

interface Waiting<Key> {
  readonly key: Key;
  readonly frame: string | undefined;
}

export class Feed<Key> {
  readonly #socket: WebSocket;
  readonly #read: (keys: readonly Key[]) => Promise<readonly string[]>;
  readonly #sent: Counter;
  #waiting: Waiting<Key>[] = [];
  #held = 0;
  #open = false;
  #pumping = false;

  /**
   * @param read frames of items, in the order of their keys
   * @param sent counts the frames
   */
  constructor(socket: WebSocket, read: (keys: readonly Key[]) => Promise<readonly string[]>, sent: Counter) {
    this.#socket = socket;
    this.#sent = sent;
    this.#read = read;
  }

  /** Takes an item that is to go out; before `open` it waits. */
  push(key: Key, frame: () => string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#waiting.length >= MOST) {
      this.#waiting = [];
      closeSocket(this.#socket, TRY_AGAIN_LATER, "Too far behind");
      return;
    }
    const ready = this.#held < FRAMES;
    if (ready) this.#held++;
    this.#waiting.push({ key, frame: ready ? frame() : undefined });
    if (this.#open) this.#wake();
  }

  /** Lets out what waits, and from now on what is pushed. */
  open(): void {
    this.#open = true;
    this.#wake();
  }

  /** Sends one frame past the queue; resolves when the client can take another. */
  async send(frame: string): Promise<void> {
    this.#sent.value++;
    if (this.#keepsUp()) this.#socket.send(frame);
    // Called when the frame has left, or never will because the connection has ended.
    else await new Promise<void>((resolve) => this.#socket.send(frame, () => resolve()));
  }

  #keepsUp(): boolean {
    return this.#socket.bufferedAmount < HIGH_WATER;
  }

  #wake(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    this.#pump().catch((error: unknown) => closeSocket(this.#socket, INTERNAL_ERROR, String(error)));
  }

  async #pump(): Promise<void> {
    try {
      while (this.#waiting.length > 0 && this.#socket.readyState === this.#socket.OPEN) {
        if (this.#waiting[0]!.frame === undefined) await this.#sendReread();
        else await this.#sendReady();
      }
    } finally {
      this.#pumping = false;
    }
  }

  /** Sends the frames at the head of the queue. */
  async #sendReady(): Promise<void> {
    const end = this.#waiting.findIndex(({ frame }) => frame === undefined);
    for (const { frame } of this.#waiting.splice(0, end < 0 ? this.#waiting.length : end)) {
      this.#held--;
      if (!this.#keepsUp()) await this.send(frame!);
      else {
        this.#sent.value++;
        this.#socket.send(frame!);
      }
    }
  }

  /** Reads the items at the head of the queue of which only the keys were kept, and sends them. */
  async #sendReread(): Promise<void> {
    let end = 0;
    while (end < REREAD && this.#waiting[end] && this.#waiting[end]!.frame === undefined) end++;
    const keys = this.#waiting.splice(0, end).map(({ key }) => key);
    for (const frame of await this.#read(keys)) await this.send(frame);
  }
}
