/**
 * `/events/in`: one event per frame, no answers. A client takes the pong to its ping as the word that everything before
 * the ping is safe, and sends again whatever it has no such word for.
 *
 * N1. A ping is answered after everything that this socket brought before it is durable.
 * N2. An event that is not valid is dropped with a line in the log: closing would make the client send it for ever.
 * N3. A socket with too much on its way into the database is not read from.
 */
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import { decodeEvent, InvalidEvent, MAX_EVENT_BYTES } from "../../operations/incoming-event.ts";
import { frameBytes } from "./frames.ts";
import type { Batch, Intake } from "./intake.ts";
import { answerPing } from "./keep-alive.ts";

/** Bytes of one socket that may be on their way into the database; reading goes on at half of it. */
const MOST_UNDERWAY = 8_388_608;

export function receiveEventFrames(socket: WebSocket, intake: Intake, log: Logger): void {
  let underway = 0;
  /** What this socket has in the batch that is being filled. */
  let share: { readonly batch: Batch; bytes: number } | undefined;

  const joinBatch = (batch: Batch): NonNullable<typeof share> => {
    const joined = { batch, bytes: 0 };
    batch.stored.push(() => {
      underway -= joined.bytes;
      if (share === joined) share = undefined;
      if (socket.isPaused && underway <= MOST_UNDERWAY / 2) socket.resume();
    });
    return joined;
  };

  socket.on("message", (data) => {
    const frame = frameBytes(data);
    const bytes = frame.length;
    try {
      if (bytes > MAX_EVENT_BYTES) throw new InvalidEvent(`larger than ${MAX_EVENT_BYTES} bytes`, [], undefined);
      const text = frame.toString();
      const batch = intake.add(decodeEvent(parse(text), text));
      if (share?.batch !== batch) share = joinBatch(batch);
    } catch (error) {
      if (!(error instanceof InvalidEvent)) throw error;
      log.warn({ reason: error.summary }, "an event was dropped: it is not valid");
      return;
    }
    share.bytes += bytes;
    underway += bytes;
    if (underway > MOST_UNDERWAY) socket.pause();
  });

  socket.off("ping", answerPing);
  socket.on("ping", (data) => {
    // Batches are stored in order (I1): when the last one is durable, all are.
    if (share) share.batch.stored.push(() => socket.pong(data));
    else socket.pong(data);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidEvent("not JSON", [], text);
  }
}
