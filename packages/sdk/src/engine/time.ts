/**
 * The engine's clock and ids.
 *
 * T1  `now()` never gives the same instant twice and never goes back, within a process: two states of a run can be
 *     told apart by their times, and events sort in the order in which they happened.
 * T2  Unless a test has given a clock, it follows the wall clock: after a jump of that (suspend, NTP) it is re-anchored, forwards only.
 */
import { randomUUID } from "node:crypto";
import type { Micros } from "@weir/contract/time";
import { ownClock } from "./clock.ts";

const DRIFT_MILLIS = 20;

let anchor = performance.timeOrigin;
let last: Micros = 0;

/** The present instant. */
export function now(): Micros {
  const own = ownClock();
  if (own) return own.now();
  const wall = Date.now();
  let millis = anchor + performance.now();
  if (Math.abs(millis - wall) > DRIFT_MILLIS) {
    anchor += wall - millis;
    millis = wall;
  }
  const micros = Math.floor(millis * 1000);
  last = micros > last ? micros : last + 1;
  return last;
}

let prefixMillis = -1;
let prefix = "";

/** A UUIDv7 of the given instant: ordered by time to the microsecond, random in the rest. */
export function uuid7(at: Micros): string {
  const millis = Math.floor(at / 1000);
  if (millis !== prefixMillis) {
    const hex = millis.toString(16).padStart(12, "0");
    prefix = `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
    prefixMillis = millis;
  }
  // Twelve bits hold the microseconds within the millisecond (RFC 9562, method 3).
  const fraction = ((at - millis * 1000) * 4).toString(16).padStart(3, "0");
  return `${prefix}${fraction}${randomUUID().slice(18)}`;
}
