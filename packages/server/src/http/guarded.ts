import type { FastifyReply, FastifyRequest } from "fastify";
import { answerError } from "./answer-error.ts";
import { authorize } from "./authorize.ts";
import type { PluginOptions } from "./plugins.ts";

/** A handler beside the API's endpoints that asks for the same password as they do. */
export const guarded =
  ({ context, log }: Pick<PluginOptions, "context" | "log">, answer: (reply: FastifyReply) => unknown) =>
  async ({ method, url, headers }: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    try {
      await context.keys.fresh();
      authorize(context, { method, path: url, headers });
      return await answer(reply);
    } catch (error) {
      const { status, text } = answerError(error, log);
      return reply.code(status).type("application/json").send(text);
    }
  };
