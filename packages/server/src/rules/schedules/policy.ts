/**
 * What the policy of a schedule makes of its times: those that were missed, those that are put off, and what happens to
 * a run that is due while another one runs. Pure.
 *
 * Q1. A time is missed if nobody began its run within `GRACE` of it. A run that was told to wait for the one before it
 *     was not missed, however long that takes.
 * Q2. Jitter depends on the deployment and the time alone: a schedule that is planned again puts its runs off by the same.
 */
import type { Micros, SchedulePolicy } from "@weir/contract";

/** How late a run may begin that counts as begun at its time. */
const GRACE: Micros = 60_000_000;

/** Most missed times of a schedule that are made up for. */
export const MOST_MISSED = 1000;

/** The name of the state in which a run waits for another one of its schedule to end. */
export const WAITING = "AwaitingPreviousRun";

/** A run of a schedule that somebody wants to begin, and the others of that schedule. */
export interface DueRun {
  readonly policy: SchedulePolicy;
  readonly due: Micros;
  readonly now: Micros;
  /** Whether it was told before to wait for another one. */
  readonly hasWaited: boolean;
  /** Those that are at work. */
  readonly active: readonly string[];
  /** Whether one was still at work when this one was due, and has ended since. */
  readonly wasOverlapped: boolean;
  /** Whether one from before it waits, and is due as well. */
  readonly isEarlierWaiting: boolean;
  /** Whether one from after it waits, and is due as well. */
  readonly isLaterWaiting: boolean;
}

export type DueVerdict =
  | { readonly is: "begin" }
  | { readonly is: "skip"; readonly reason: string }
  | { readonly is: "wait"; readonly reason: string; readonly cancel: readonly string[] };

const BEGIN: DueVerdict = { is: "begin" };
const skip = (reason: string): DueVerdict => ({ is: "skip", reason });

/** What becomes of a run whose time has come. */
export const judgeDue = (run: DueRun): DueVerdict => missedVerdict(run) ?? overlapVerdict(run);

function missedVerdict({ policy, due, now, hasWaited, isLaterWaiting }: DueRun): DueVerdict | undefined {
  const { catch_up: catchUp } = policy;
  const late = now - due;
  if (catchUp === undefined || hasWaited) return undefined; // Q1
  if (typeof catchUp === "number")
    return late > catchUp * 1e6 ? skip(`Its time was missed by more than ${catchUp} s.`) : undefined;
  if (late <= GRACE) return undefined;
  if (catchUp === "none") return skip("Its time was missed.");
  if (catchUp === "latest" && isLaterWaiting) return skip("Its time was missed, and a later one is made up for.");
  return undefined;
}

function overlapVerdict({ policy, active, ...run }: DueRun): DueVerdict {
  const isBusy = active.length > 0;
  const waits = (cancel: readonly string[]): DueVerdict => ({
    is: "wait",
    reason: "Another run of its schedule has not ended.",
    cancel,
  });
  switch (policy.overlap) {
    case "skip":
      return isBusy || run.wasOverlapped ? skip("Another run of its schedule was at work when it was due.") : BEGIN;
    case "queue":
      if (!isBusy) return BEGIN;
      return run.isEarlierWaiting ? skip("Another run of its schedule is at work, and one waits already.") : waits([]);
    case "cancel":
      if (run.isLaterWaiting) return skip("A later run of its schedule is due.");
      return isBusy ? waits(active) : BEGIN;
    case "allow":
    case undefined:
      return BEGIN;
  }
}

/** Times from one instant up to another, ascending. */
type TimesIn = (start: Micros, end: Micros) => Iterable<Micros>;

/**
 * The times that nobody has planned since `from`, and that are to be made up for; ascending.
 *
 * Looks back in steps that double, since a schedule can only be read forwards and may have had very many times.
 */
export function missedTimes(policy: SchedulePolicy, timesIn: TimesIn, from: Micros, now: Micros): Micros[] {
  const { catch_up: catchUp } = policy;
  if (catchUp === undefined || catchUp === "none") return [];
  const earliest = typeof catchUp === "number" ? Math.max(from, now - Math.round(catchUp * 1e6)) : from;
  const most = catchUp === "latest" ? 1 : MOST_MISSED;
  let found: Micros[] = [];
  for (let end = now - 1, span = 1000; end >= earliest && found.length < most; span *= 2) {
    const start = Math.max(earliest, end - span + 1);
    found = [...timesIn(start, end), ...found];
    end = start - 1;
  }
  return found.slice(-most);
}

/** By how much the run of a time is put off. */
export function jitterOf(policy: SchedulePolicy, deploymentId: string, time: Micros): Micros {
  const most = Math.round((policy.jitter ?? 0) * 1e6);
  return most === 0 ? 0 : Math.floor(fractionOf(`${deploymentId} ${time}`) * most);
}

/** A number from 0 up to 1 that depends on a text alone, evenly spread over texts (FNV-1a with a final mix). */
export function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
