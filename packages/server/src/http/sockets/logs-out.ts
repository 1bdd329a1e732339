/** `/logs/out`: log lines that a filter means, as they are stored. */
import { LogFilterSchema, type LogFilter } from "@weir/contract";
import type { WebSocket } from "ws";
import type { Bus } from "../../events/bus.ts";
import { logMatcher } from "../../events/log-filter.ts";
import type { Context } from "../../operations/context.ts";
import { readLogs } from "../../operations/logs.ts";
import { awaitFilter } from "./await-filter.ts";
import { Feed } from "./feed.ts";

const frame = (log: unknown): string => JSON.stringify({ type: "log", log });

export function streamLogs(socket: WebSocket, context: Context, bus: Bus): void {
  awaitFilter<LogFilter>(socket, LogFilterSchema, ({ filter }) => {
    const matches = logMatcher(filter);
    const feed = new Feed<string>(
      socket,
      async (ids) => (await readLogs(context, ids)).map(frame),
      context.meters.logsSent,
    );
    const unsubscribe = bus.logs.subscribe((logs) => {
      for (const log of logs) if (matches(log)) feed.push(log.id, () => frame(log));
    });
    socket.once("close", unsubscribe);
    feed.open();
  });
}
