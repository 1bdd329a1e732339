/**
 * The beginning of every socket of the protocol: the client says who it is, the server lets it in.
 *
 * H1. A client that offers no subprotocol is let in at once where the server has no secret, else refused before upgrade.
 * H2. Nothing a client sends is looked at before it is let in, but for the one frame that must come first.
 * H3. The next frame is heard by whoever `admitted` sets to listen: frames may arrive together.
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { WebSocket } from "ws";
import { mayAct, type Role } from "@weir/contract";
import type { Context } from "../../operations/context.ts";
import { bearerOf, isGuarded, knownBy } from "../authorize.ts";
import { closeSocket, POLICY_VIOLATION, readFrame } from "./frames.ts";

/** How long a client may take to say who it is, in milliseconds. */
const PATIENCE = 10_000;

/** Refuses a client without subprotocol where it would have to show a secret (H1); to be run before the upgrade. */
export const requireProtocol =
  (context: Context) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    await context.keys.fresh();
    if (isGuarded(context) && request.ws && request.headers["sec-websocket-protocol"] === undefined)
      await reply.code(403).send();
  };

/** What a socket needs to know to let a client in. */
export interface Entrance {
  readonly context: Context;
  /** The role that it needs. */
  readonly role: Role;
  /** The header by which a client may already have said who it is. */
  readonly authorization: string | undefined;
}

/** Lets the client in, or closes the connection. Calls `admitted` in the turn in which the client was let in (H3). */
export function admit(socket: WebSocket, { context, role, authorization }: Entrance, admitted: () => void): void {
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
    if (isGuarded(context)) {
      const isMissing = typeof token !== "string" || token === "";
      const known = isMissing ? bearerOf(context, authorization) : knownBy(context, token);
      if (!known) return refuse(isMissing ? "Auth required but no token provided" : "Invalid token");
      if (!mayAct(known.role, role)) return refuse(`This needs the role ${role}; the key has the role ${known.role}`);
    }
    socket.send('{"type":"auth_success"}');
    admitted();
  });
}
