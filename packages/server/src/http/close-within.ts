import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";

/** Milliseconds between looks for connections that have nothing more to do. */
const SWEEP = 50;

/**
 * Takes no new connections, lets every request be answered and every socket say goodbye; after so many seconds cuts off
 * whoever has not. A client that stops in the middle of its request, or never reads, must not keep the server up.
 */
export async function closeWithin(server: FastifyInstance, seconds: number, log: Logger): Promise<void> {
  const force = setTimeout(() => {
    log.warn({ seconds }, "connections that do not end are cut off");
    for (const socket of server.websocketServer.clients) socket.terminate();
    server.server.closeAllConnections();
  }, seconds * 1000);
  // A connection whose last request was answered meanwhile would be kept alive for the next one.
  const sweep = setInterval(() => server.server.closeIdleConnections(), SWEEP);
  try {
    await server.close();
  } finally {
    clearTimeout(force);
    clearInterval(sweep);
  }
}
