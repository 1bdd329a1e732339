import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Bus } from "../events/bus.ts";
import type { Context } from "../operations/context.ts";
import type { Api } from "./api.ts";
import { dashboard } from "./dashboard.ts";
import { documents } from "./documents.ts";
import { hooks } from "./hooks.ts";
import { metrics } from "./metrics.ts";
import { liveSocket } from "./live/live-socket.ts";
import { reset } from "./reset.ts";
import { sockets } from "./sockets/index.ts";

export interface PluginOptions {
  readonly context: Context;
  readonly bus: Bus;
  readonly api: Api;
  /** True for a server whose database goes with it: only that one may be emptied. */
  readonly ephemeral: boolean;
  readonly log: Logger;
}

export type Plugin = (server: FastifyInstance) => void | Promise<void>;

/** What a listening server has beside the routes of the API: sockets, and the dashboard. */
export const serverPlugins = (options: PluginOptions): Plugin[] => [
  sockets(options),
  liveSocket(options),
  documents(options),
  hooks(options),
  ...(options.context.settings.server_metrics_enabled ? [metrics(options)] : []),
  reset(options),
  ...(options.context.settings.server_ui_enabled ? [dashboard] : []),
];
