/**
 * The beginning of every socket of the protocol: the client says who it is, the server lets it in.
 *
 * H1. A client that offers no subprotocol is let in at once where the server has no secret, else refused before upgrade.
 * H2. Nothing a client sends is looked at before it is let in, but for the one frame that must come first.
 * H3. The next frame is heard by whoever `admitted` sets to listen: frames may arrive together.
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { WebSocket } from "ws";
import { sameSecret } from "../authorize.ts";
import { closeSocket, POLICY_VIOLATION, readFrame } from "./frames.ts";

/** How long a client may take to say who it is, in milliseconds. */
const PATIENCE = 10_000;

/** Refuses a client without subprotocol where it would have to show a secret (H1); to be run before the upgrade. */
export const requireProtocol =
  (secret: string | undefined) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (secret && request.ws && request.headers["sec-websocket-protocol"] === undefined) await reply.code(403).send();
  };

/** Lets the client in, or closes the connection. Calls `admitted` in the turn in which the client was let in (H3). */
export function admit(socket: WebSocket, secret: string | undefined, admitted: () => void): void {
  if (socket.protocol === "") {
    admitted();
    return;
  }
  const refuse = (reason: string): void => closeSocket(socket, POLICY_VIOLATION, reason);
  const timer = setTimeout(() => refuse("Expected 'auth' message"), PATIENCE);
  socket.once("close", () => clearTimeout(timer));
  socket.once("message", (data) => {
    clearTimeout(timer);
    const { type, token } = (readFrame(data) ?? {}) as { type?: unknown; token?: unknown };
    if (type !== "auth") return refuse("Expected 'auth' message");
    if (secret) {
      if (typeof token !== "string" || token === "") return refuse("Auth required but no token provided");
      if (!sameSecret(token, secret)) return refuse("Invalid token");
    }
    socket.send('{"type":"auth_success"}');
    admitted();
  });
}
