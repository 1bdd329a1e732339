/** `onEvent()` and `waitForEvent()`: hearing of what happens. */
import type { EventMatch } from "@weir/client";
import type { ReceivedEvent } from "@weir/contract";
import { formatTime, type Micros } from "@weir/contract/time";
import { backend as currentBackend } from "../backend.ts";
import { type Duration, milliseconds } from "../duration.ts";
import { runContext } from "../engine/context.ts";
import type { Interruptible } from "../engine/interrupt.ts";
import { currentScope } from "../engine/scope.ts";
import { alarm } from "../engine/sleep.ts";
import { now } from "../engine/time.ts";
import { NoRunContext, WaitTimedOut } from "../errors.ts";

export interface ListenOptions {
  /** Events that occurred before are left out. Default: now. */
  readonly since?: Date | undefined;
  /** Ends it. Default: in a run, when that is stopped. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Events as they happen, each once, until the loop is left or the signal is aborted. Broken connections are made anew, and
 * what happened meanwhile comes then.
 *
 * ```ts
 * for await (const event of onEvent({ event: "prefect.flow-run.Failed" })) console.log(event.resource);
 * ```
 *
 * @throws the signal's reason; Invalid if the server does not understand what is asked for
 */
export async function* onEvent(
  match: EventMatch | string,
  { since, signal }: ListenOptions = {},
): AsyncGenerator<ReceivedEvent, void> {
  const from = since === undefined ? now() : since.getTime() * 1000;
  yield* eventsSince(match, from, signal ?? runContext.optional()?.signal);
}

async function* eventsSince(
  match: EventMatch | string,
  since: Micros,
  signal: AbortSignal | undefined,
): AsyncGenerator<ReceivedEvent, void> {
  const { eventFilter } = await import("@weir/client");
  const { api } = currentScope()?.backend ?? (await currentBackend());
  yield* api.events.subscribe({ filter: eventFilter(meantBy(match)), since: formatTime(since) }, signal && { signal });
}

const meantBy = (match: EventMatch | string): EventMatch => (typeof match === "string" ? { event: match } : match);

export interface WaitForEventOptions extends ListenOptions {
  readonly match: EventMatch | string;
  /** How long to wait; `WaitTimedOut` is thrown after that. Default: without end. */
  readonly timeout?: Duration | undefined;
  /**
   * `true`: holds no process while it waits. The run is suspended, and starts anew when the event has come; this call then
   * gives it. It has to be a run of a deployment on a Weir server; one that waits longer than `timeout` fails. Default: false.
   */
  readonly suspend?: boolean | undefined;
}

/** What attempts of flow runs have waited for: asked the same again, the next event is meant. */
const taken = new WeakMap<Interruptible, Set<string>>();

/**
 * Waits for an event, and gives it. In a flow, one that came since the run began counts, so that nothing is missed and the
 * next attempt of the run, which asks the same again, goes on from the same event; what an attempt was given once, it is
 * not given again.
 *
 * @throws WaitTimedOut, or the reason for which the run is stopped
 */
export async function waitForEvent({
  match,
  timeout,
  since,
  signal = runContext.optional()?.signal,
  suspend = false,
}: WaitForEventOptions): Promise<ReceivedEvent> {
  const flow = currentScope()?.flow;
  const seen = flow && seenIn(flow.attempt);
  const from = since ? since.getTime() * 1000 : (flow?.startedAt ?? now());
  if (suspend) {
    if (!flow) throw new NoRunContext("suspend: waitForEvent() was called outside of a flow run");
    const { suspendForEvent } = await import("./suspend.ts");
    const event = await suspendForEvent(flow, meantBy(match), from, seen!, timeout);
    if (event) {
      seen!.add(event.id);
      return event;
    }
  }
  const own = new AbortController();
  const millis = timeout === undefined ? undefined : milliseconds(timeout, "timeout");
  const late = () => own.abort(new WaitTimedOut(`no such event came within ${millis! / 1000} s`));
  const stop = millis === undefined ? undefined : alarm(millis, late);
  const either = signal ? AbortSignal.any([signal, own.signal]) : own.signal;
  try {
    for await (const event of eventsSince(match, from, either)) {
      if (seen?.has(event.id)) continue;
      seen?.add(event.id);
      return event;
    }
    throw new WaitTimedOut("the server ended the stream of events");
  } finally {
    stop?.();
  }
}

function seenIn(attempt: Interruptible): Set<string> {
  let seen = taken.get(attempt);
  if (!seen) taken.set(attempt, (seen = new Set()));
  return seen;
}
