/** `GET /metrics`: what the server counts, as Prometheus text. It asks for the same password as the API. */
import type { FastifyInstance } from "fastify";
import { METRICS_TYPE } from "../platform/metrics.ts";
import { guarded } from "./guarded.ts";
import type { PluginOptions } from "./plugins.ts";

export const metrics =
  (options: Pick<PluginOptions, "context" | "log">) =>
  (server: FastifyInstance): void => {
    const { registry } = options.context.meters;
    server.get(
      "/metrics",
      guarded(options, async (reply) => reply.type(METRICS_TYPE).send(await registry.text())),
    );
  };
