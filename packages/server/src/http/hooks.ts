/**
 * Where other systems send to: `/hooks/` and the secret part of a webhook's address. Beside the API, as its callers have
 * no key: whom they are is told by the address, and by how they sign.
 */
import type { FastifyInstance } from "fastify";
import type { WebhookRequest } from "@weir/contract";
import { receiveRequest } from "../operations/webhooks/receive.ts";
import { answerError } from "./answer-error.ts";
import type { PluginOptions } from "./plugins.ts";

/** Most bytes of a body: what becomes an event has to fit into one. */
const MAX_BODY = 1_000_000;

const STATUS: Readonly<Record<WebhookRequest["outcome"], number>> = {
  accepted: 202,
  duplicate: 200,
  refused: 401,
  failed: 422,
};

const texts = (from: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(from).flatMap(([name, value]) => {
      if (value === undefined) return [];
      return [[name, Array.isArray(value) ? value.join(", ") : String(value)] as const];
    }),
  );

export const hooks =
  ({ context, log }: Pick<PluginOptions, "context" | "log">) =>
  (server: FastifyInstance): void => {
    // Signatures are of the bytes as they came.
    server.removeAllContentTypeParsers();
    server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    server.post("/hooks/:address", { bodyLimit: MAX_BODY }, async (request, reply) => {
      try {
        const { address } = request.params as { address: string };
        const { request: taken, challenge } = await receiveRequest(context, address, {
          headers: texts(request.headers),
          query: texts(request.query as Record<string, unknown>),
          body: (request.body as Buffer | undefined) ?? Buffer.alloc(0),
          origin: request.ip,
        });
        if (challenge !== undefined) return await reply.send({ challenge });
        const { id, outcome, reason, event_id, event } = taken;
        return await reply
          .code(STATUS[outcome])
          .send({ request_id: id, outcome, ...(reason === null ? {} : { detail: reason }), event_id, event });
      } catch (error) {
        const { status, text, headers } = answerError(error, log);
        return reply
          .code(status)
          .headers({ ...headers })
          .type("application/json")
          .send(text);
      }
    });
  };
