/**
 * `/work_pools/{name}/workers/connect`: a worker says who it is and that it is there, and hears of changes of its pool.
 *
 * K1. The first frame is the worker's hello; nothing is sent before it is answered with ready.
 * K2. A worker whose pool is deleted is sent away for good, one that broke the protocol as well; after a fault of ours it
 *     may come again.
 * K3. Several changes of a pool at once are told as one, with what is true by then.
 */
import {
  CHANNEL_VERSION,
  formatTime,
  WorkerHeartbeatSchema,
  WorkerHelloSchema,
  type WorkerHeartbeat,
  type WorkerHello,
} from "@weir/contract";
import type { Logger } from "pino";
import type { RawData, WebSocket } from "ws";
import type { Context } from "../../operations/context.ts";
import { ChannelRefused, joinChannel, keepChannel, poolSnapshot } from "../../operations/work-pools/channel.ts";
import { Refusal } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import { InvalidRequest, validate } from "../validate.ts";
import { closeSocket, INTERNAL_ERROR, POLICY_VIOLATION, PROTOCOL_ERROR, readFrame } from "./frames.ts";

/** How long changes are gathered before they are told, in milliseconds. */
const GATHER = 50;

const CAPABILITIES = ["worker_heartbeat.v1", "work_pool_snapshot.v1"] as const;

const CODES = {
  authentication_failed: POLICY_VIOLATION,
  authorization_failed: POLICY_VIOLATION,
  unsupported_version: POLICY_VIOLATION,
  protocol_error: PROTOCOL_ERROR,
  heartbeat_persistence_failed: INTERNAL_ERROR,
  transient_server_error: INTERNAL_ERROR,
} as const;
type Reason = keyof typeof CODES;

/** The reason that a worker is told of a failure. */
function reasonOf(error: unknown, otherwise: Reason): Reason {
  if (error instanceof ChannelRefused) return error.reason;
  return error instanceof InvalidRequest || error instanceof Refusal ? "protocol_error" : otherwise;
}

/** A frame of a kind; throws `InvalidRequest` for any other. */
function frameOf<T>(schema: Parameters<typeof validate>[1], data: RawData): T {
  const frame = readFrame(data);
  validate("body", schema, frame ?? null, frame);
  return frame as T;
}

export function serveWorkerChannel(socket: WebSocket, poolName: string, context: Context, log: Logger): void {
  const close = (reason: Reason): void => closeSocket(socket, CODES[reason], reason);
  // This channel alone is not for clients that know nothing of the protocol.
  if (socket.protocol === "") return close("authentication_failed");
  const send = (type: string, payload: object): void =>
    socket.send(JSON.stringify({ type, id: uuid7(), sent_at: formatTime(context.clock.now()), payload }));
  const failed =
    (otherwise: Reason) =>
    (error: unknown): void => {
      const reason = reasonOf(error, otherwise);
      if (CODES[reason] === INTERNAL_ERROR) log.error({ err: error }, "a worker's channel failed");
      close(reason);
    };

  socket.once("message", (data) => {
    const begin = async (): Promise<void> => {
      const { payload: hello } = frameOf<WorkerHello>(WorkerHelloSchema, data);
      if (!hello.supported_channel_versions.includes(CHANNEL_VERSION)) return close("unsupported_version");
      if (CAPABILITIES.some((one) => !hello.requested_capabilities.includes(one))) return close("protocol_error");
      const { pool, queues } = await joinChannel(context, poolName, hello);
      send("worker.ready.v1", {
        consumer_id: hello.consumer_id,
        worker_id: null,
        selected_channel_version: CHANNEL_VERSION,
        effective_heartbeat_interval_seconds: hello.heartbeat_interval_seconds,
        accepted_capabilities: CAPABILITIES,
        rejected_capabilities: [...new Set(hello.requested_capabilities)].filter(
          (one) => !(CAPABILITIES as readonly string[]).includes(one),
        ),
        effective_max_cleanup_concurrency: 0,
        resolved_work_queues: queues,
        initial_snapshot: { snapshot_sequence: 1, reason: "initial", work_pool: pool },
      });
      keep(hello, pool);
    };
    begin().catch(failed("transient_server_error"));
  });

  /** Hears heartbeats, tells changes, until the connection ends. */
  function keep(hello: WorkerHello["payload"], pool: { readonly id: string; readonly updated: string | null }): void {
    let told = pool.updated;
    let sequence = 1;
    let timer: NodeJS.Timeout | undefined;
    const tell = async (): Promise<void> => {
      const now = await poolSnapshot(context, pool.id);
      if (!now) return close("authorization_failed");
      if (now.updated === told || socket.readyState !== socket.OPEN) return;
      told = now.updated;
      send("work_pool.snapshot.v1", {
        snapshot_sequence: ++sequence,
        reason: "work_pool_updated",
        work_pool: now,
      });
    };
    const gather = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => void tell().catch(failed("transient_server_error")), GATHER);
    };
    const hear = async (data: RawData): Promise<void> => {
      const { payload } = frameOf<WorkerHeartbeat>(WorkerHeartbeatSchema, data);
      if (payload.consumer_id !== hello.consumer_id || payload.worker_name !== hello.worker_name)
        return close("protocol_error");
      const worker = { name: hello.worker_name, interval: payload.heartbeat_interval_seconds };
      if (!(await keepChannel(context, poolName, worker))) return close("authorization_failed");
      await tell();
    };
    const unsubscribe = context.work.onPoolChanged(pool.id, gather);
    socket.on("message", (data) => void hear(data).catch(failed("heartbeat_persistence_failed")));
    socket.once("close", () => {
      unsubscribe();
      clearTimeout(timer);
    });
  }
}
