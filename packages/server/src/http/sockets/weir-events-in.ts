/**
 * `/weir/events/in`: batches of events, each answered. `{"batch": 7, "events": […]}` is answered with `{"ack": 7}` once
 * all of it is durable, or with `{"refused": 7, "detail": "…"}`, and then none of it was stored.
 *
 * B1. Batches are stored and answered in the order in which they came.
 * B2. While too many wait, the socket is not read from.
 */
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import { decodeEvent, InvalidEvent, MAX_EVENT_BYTES } from "../../operations/incoming-event.ts";
import { closeSocket, frameBytes, PROTOCOL_ERROR, readFrame } from "./frames.ts";
import type { Receive } from "./intake.ts";

/** Batches of one socket that may wait, and their bytes; reading goes on at half of either. */
const MOST_WAITING = 16;
const MOST_BYTES = 8_388_608;

export function receiveEventBatches(socket: WebSocket, receive: Receive, log: Logger): void {
  let waiting = 0;
  let bytes = 0;
  let last = Promise.resolve();

  async function answer(batch: number, events: readonly unknown[]): Promise<void> {
    try {
      await receive(events.map(decode));
      socket.send(`{"ack":${batch}}`);
    } catch (error) {
      if (!(error instanceof InvalidEvent)) log.warn({ err: error }, "a batch of events was refused");
      const detail = error instanceof InvalidEvent ? error.summary : "The events cannot be stored";
      socket.send(JSON.stringify({ refused: batch, detail }));
    }
  }

  socket.on("message", (data) => {
    const { batch, events } = readFrame(data) ?? {};
    if (typeof batch !== "number" || !Array.isArray(events))
      return closeSocket(socket, PROTOCOL_ERROR, 'Expected {"batch": number, "events": […]}');
    const size = frameBytes(data).length;
    bytes += size;
    if (++waiting > MOST_WAITING || bytes > MOST_BYTES) socket.pause();
    last = last
      .then(() => answer(batch, events))
      .finally(() => {
        bytes -= size;
        if (--waiting <= MOST_WAITING / 2 && bytes <= MOST_BYTES / 2 && socket.isPaused) socket.resume();
      });
  });
}

function decode(value: unknown): ReturnType<typeof decodeEvent> {
  const decoded = decodeEvent(value);
  if (Buffer.byteLength(decoded.text) > MAX_EVENT_BYTES)
    throw new InvalidEvent(`larger than ${MAX_EVENT_BYTES} bytes`, [], undefined);
  return decoded;
}
