/** The protocol's sockets, and Weir's own for batches of events. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import type { Bus } from "../../events/bus.ts";
import type { Context } from "../../operations/context.ts";
import { receiveEvents } from "../../operations/receive-events.ts";
import type { SocketKind } from "../../platform/meters.ts";
import { receiveEventFrames } from "./events-in.ts";
import { streamEvents } from "./events-out.ts";
import { admit, requireProtocol } from "./handshake.ts";
import { Intake, type Receive } from "./intake.ts";
import { KeepAlive } from "./keep-alive.ts";
import { streamLogs } from "./logs-out.ts";
import { TaskCounter } from "./scheduled-tasks.ts";
import { receiveEventBatches } from "./weir-events-in.ts";
import { serveWorkerChannel } from "./worker-channel.ts";

/** Sockets for those who only look on; at all others something is done. */
const OF_VIEWERS = new Set(["/api/events/out", "/api/logs/out"]);

export interface SocketParts {
  readonly context: Context;
  readonly bus: Bus;
  readonly log: Logger;
}

export const sockets =
  ({ context, bus, log }: SocketParts) =>
  (server: FastifyInstance): void => {
    const receive: Receive = (events) => receiveEvents(context, events);
    const intake = new Intake(receive, log);
    const keepAlive = new KeepAlive();
    context.meters.queues.set("events_in", () => intake.waiting);
    const route = (
      kind: SocketKind,
      path: string,
      serve: (socket: WebSocket, request: FastifyRequest) => void,
    ): void => {
      const open = context.meters.sockets(kind);
      server.get(path, { websocket: true, preValidation: requireProtocol(context) }, (socket, request) => {
        open.value++;
        socket.once("close", () => open.value--);
        keepAlive.watch(socket);
        const role = OF_VIEWERS.has(path) ? "viewer" : "operator";
        admit(socket, { context, role, authorization: request.headers.authorization }, () => serve(socket, request));
      });
    };
    route("events_in", "/api/events/in", (socket) => receiveEventFrames(socket, intake, log));
    route("weir_events_in", "/api/weir/events/in", (socket) =>
      receiveEventBatches(socket, (events) => context.inbox.accept(events), log),
    );
    route("events_out", "/api/events/out", (socket) => streamEvents(socket, context, bus));
    route("logs_out", "/api/logs/out", (socket) => streamLogs(socket, context, bus));
    const counter = new TaskCounter(context, log);
    route("task_runs", "/api/task_runs/subscriptions/scheduled", (socket) => counter.serve(socket));
    route("worker", "/api/work_pools/:name/workers/connect", (socket, { params }) =>
      serveWorkerChannel(socket, (params as { name: string }).name, context, log),
    );
    // Whoever waits for work holds a request, and those are waited for.
    server.addHook("preClose", async () => context.work.stop());
    server.addHook("onClose", async () => {
      keepAlive.stop();
      await counter.stop();
      await intake.stop();
    });
  };
