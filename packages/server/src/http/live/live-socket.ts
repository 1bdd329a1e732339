import { LIVE_PATH } from "@weir/contract";
import type { FastifyInstance } from "fastify";
import { isGuarded, knownBy } from "../authorize.ts";
import type { PluginOptions } from "../plugins.ts";
import { LiveConnection } from "./connection.ts";
import { LiveHub } from "./hub.ts";

/** The dashboard's socket. */
export const liveSocket =
  ({ context, bus, log }: Pick<PluginOptions, "context" | "bus" | "log">) =>
  (server: FastifyInstance): void => {
    const hub = new LiveHub(context, bus, log);
    const admits = (token: string): boolean => knownBy(context, token) !== undefined;
    server.addHook("onClose", async () => hub.stop());
    const open = context.meters.sockets("live");
    server.get(`/api${LIVE_PATH}`, { websocket: true, preValidation: async () => context.keys.fresh() }, (socket) => {
      open.value++;
      socket.once("close", () => open.value--);
      new LiveConnection(socket, hub, isGuarded(context) ? admits : undefined);
    });
  };
