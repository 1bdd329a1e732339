import { LIVE_PATH } from "@weir/contract";
import type { FastifyInstance } from "fastify";
import type { PluginOptions } from "../plugins.ts";
import { LiveConnection } from "./connection.ts";
import { LiveHub } from "./hub.ts";

/** The dashboard's socket. */
export const liveSocket =
  ({ context, bus, log }: Pick<PluginOptions, "context" | "bus" | "log">) =>
  (server: FastifyInstance): void => {
    const hub = new LiveHub(context, bus, log);
    const secret = context.settings.server_auth_string;
    server.addHook("onClose", async () => hub.stop());
    server.get(`/api${LIVE_PATH}`, { websocket: true }, (socket) => void new LiveConnection(socket, hub, secret));
  };
