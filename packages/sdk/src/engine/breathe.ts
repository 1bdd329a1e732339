/**
 * Lets the event loop turn now and then. Tasks that never wait for anything run one after the other without it: timers
 * (timeouts, heartbeats), sockets and signals would stand still for as long as the flow does.
 */
import { setImmediate } from "node:timers/promises";
import type { EventStream } from "./event-stream.ts";

const INTERVAL_MS = 20;

let last = performance.now();
let turn: Promise<void> | undefined;

/** A promise to wait for, if it is time, or if the server is far behind with the events. */
export function breathe(events: EventStream): Promise<unknown> | undefined {
  const { pressure } = events;
  if (pressure) return pressure;
  // Whoever comes while others wait, waits with them: tasks begin in the order of their calls.
  if (turn) return turn;
  if (performance.now() - last < INTERVAL_MS) return undefined;
  turn = setImmediate().then(() => {
    turn = undefined;
    last = performance.now();
  });
  return turn;
}
