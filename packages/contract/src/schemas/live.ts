/**
 * The dashboard's socket: `/api/weir/live`, subprotocol `weir.v1`, JSON text frames.
 *
 * (L1) The client names what it looks at (`sub`); the server answers `snap` once it watches that topic: whatever the
 *      client reads after it, or is told after it, is complete. So a client reads on `snap`, also after a reconnect.
 * (L2) Patches of a subscription are numbered without holes, from the `snap`'s number on. They carry whole rows as they
 *      are at that moment (an update replaces the row, several at once become one), so applying one twice is harmless.
 * (L3) A server that cannot keep up sends `gap`: patches were dropped, and the client reads again.
 */
import Type, { type Static } from "typebox";
import { Uuid } from "../schema.ts";
import { ReceivedEvent } from "./events.ts";
import { FlowRunResponse } from "./flow-runs.ts";
import { Log } from "./logs.ts";
import { TaskRun } from "./task-runs.ts";

/**
 * `runs`: every flow run. `run:<id>`: one flow run with its task runs, its direct subflow runs, logs and artifacts.
 * `events`: every event; where more come than a page could show, a `gap` stands for them.
 */
export const LiveTopic = Type.Unsafe<"runs" | "events" | `run:${string}`>({
  type: "string",
  pattern: "^(runs|events|run:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$",
});
export type LiveTopic = Static<typeof LiveTopic>;

const SubscriptionId = Type.Integer({ minimum: 0 });

export const LiveClientFrame = Type.Union([
  /** Only where the server asks for a password, and then first: a browser's socket can't carry a header. */
  Type.Object({ type: Type.Literal("auth"), token: Type.String() }),
  Type.Object({ type: Type.Literal("sub"), id: SubscriptionId, topic: LiveTopic }),
  Type.Object({ type: Type.Literal("unsub"), id: SubscriptionId }),
]);
export type LiveClientFrame = Static<typeof LiveClientFrame>;

export const LiveOp = Type.Union([
  Type.Object({ op: Type.Literal("flow_run"), value: FlowRunResponse }),
  Type.Object({ op: Type.Literal("task_run"), value: TaskRun }),
  /** A flow run is gone, with everything in it. Told to every topic. */
  Type.Object({ op: Type.Literal("deleted"), id: Uuid() }),
  Type.Object({ op: Type.Literal("logs"), value: Type.Array(Log) }),
  Type.Object({ op: Type.Literal("event"), value: ReceivedEvent }),
  /** An artifact was made or changed; its content may be large, so whoever shows it reads it. */
  Type.Object({ op: Type.Literal("artifact"), id: Uuid() }),
]);
export type LiveOp = Static<typeof LiveOp>;

export const LiveServerFrame = Type.Union([
  Type.Object({ type: Type.Literal("snap"), id: SubscriptionId, seq: Type.Integer() }),
  Type.Object({ type: Type.Literal("patch"), id: SubscriptionId, seq: Type.Integer(), ops: Type.Array(LiveOp) }),
  Type.Object({ type: Type.Literal("gap"), id: SubscriptionId, seq: Type.Integer() }),
  /** Sent every 20 s of silence, so that both sides notice a dead connection. */
  Type.Object({ type: Type.Literal("ping") }),
  Type.Object({ type: Type.Literal("error"), id: Type.Optional(SubscriptionId), message: Type.String() }),
]);
export type LiveServerFrame = Static<typeof LiveServerFrame>;
