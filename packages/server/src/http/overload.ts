import type { FastifyInstance } from "fastify";
import type { Meters } from "../platform/meters.ts";

/** Seconds after which a client that was sent away may try again. */
const RETRY_AFTER = 1;

/**
 * Answers 503 while so many requests are under way: what waits for the database is held in memory, with its body. Clients
 * of the protocol try again by themselves.
 */
export function refuseOverload(server: FastifyInstance, most: number, meters: Meters): void {
  const underway = meters.requestsUnderway;
  const over = (): void => void underway.value--;
  server.addHook("onRequest", (request, reply, next) => {
    // A socket is bounded by what it may have under way itself.
    if (request.ws) return next();
    underway.value++;
    reply.raw.once("close", over);
    if (underway.value <= most) return next();
    meters.requestsRefused.add();
    void reply
      .code(503)
      .header("retry-after", String(RETRY_AFTER))
      .type("application/json")
      .send('{"exception_message":"The server has too many requests under way. Try again."}');
  });
}
