import type { FastifyInstance } from "fastify";
import { resetServer } from "../operations/reset.ts";
import { guarded } from "./guarded.ts";
import type { PluginOptions } from "./plugins.ts";

/** Empties the server, for those who test against it: only one whose database goes with it can be asked to. */
export const reset =
  (options: Pick<PluginOptions, "context" | "log" | "ephemeral">) =>
  (server: FastifyInstance): void => {
    if (!options.ephemeral) return;
    server.post(
      "/api/weir/reset",
      guarded(options, async (reply) => {
        await resetServer(options.context);
        return reply.code(204).send();
      }),
    );
  };
