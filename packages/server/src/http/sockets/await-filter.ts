import type { TSchema } from "typebox";
import type { WebSocket } from "ws";
import { InvalidRequest, validate } from "../validate.ts";
import { closeSocket, PROTOCOL_ERROR, readFrame } from "./frames.ts";

export interface FilterMessage<F> {
  readonly filter: F;
  readonly backfill: unknown;
}

/** Takes the frame in which a client says what it wants to hear; any later one is ignored. */
export function awaitFilter<F>(socket: WebSocket, schema: TSchema, begin: (message: FilterMessage<F>) => void): void {
  socket.once("message", (data) => {
    const { type, filter, backfill } = readFrame(data) ?? {};
    if (type !== "filter") return closeSocket(socket, PROTOCOL_ERROR, "Expected 'filter' message");
    try {
      validate("body", schema, filter, filter);
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      const problems = error.problems.map(({ loc, msg }) => `${loc.slice(1).join(".")}: ${msg}`);
      return closeSocket(socket, PROTOCOL_ERROR, `Invalid filter: ${problems.join("; ")}`);
    }
    begin({ filter: filter as F, backfill });
  });
}
