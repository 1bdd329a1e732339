/**
 * Asks a server for slots until it gives them.
 *
 * Q1  Nobody asks sooner than the server said; a wait ends with its time, or with the run's signal.
 * Q2  Slots that are given to somebody who has stopped waiting go back at once.
 * Q3  On Weir all limits are taken together or not at all, and who waits stands in a line. Other servers do so for limits
 *     with the same number of slots; different numbers take several requests, made in the order of the names, so that
 *     two who want the same limits never wait for each other.
 */
import { randomUUID } from "node:crypto";
import type { Client } from "@weir/client";
import { WaitTimedOut } from "../errors.ts";
import { elapsed } from "../engine/clock.ts";
import { orAborted, pause } from "../engine/sleep.ts";

/** Slots wanted of one limit. */
export interface WantedSlots {
  readonly name: string;
  readonly slots: number;
}

/** Seconds that one request waits in the line of a Weir server. */
const WAIT = 20;

export interface SlotRequest {
  readonly wanted: readonly WantedSlots[];
  /** Seconds that the slots are held unless they are renewed; none for slots that nobody gives back. */
  readonly leaseSeconds: number | undefined;
  readonly holder: { readonly type: "flow_run" | "task_run"; readonly id: string } | undefined;
}

export interface Patience {
  /** Milliseconds to wait at most; without, until the slots are there. */
  readonly millis: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** What was given. */
export interface Granted {
  readonly leaseIds: readonly string[];
  /** Names of the limits that there are. */
  readonly names: readonly string[];
}

interface Batch {
  readonly wanted: readonly WantedSlots[];
  readonly names: readonly string[];
  readonly slots: number;
}

interface Grant {
  readonly leaseId: string | undefined;
  readonly names: readonly string[];
}

/** @throws WaitTimedOut, or the reason of the signal */
export async function acquire(api: Client, request: SlotRequest, patience: Patience): Promise<Granted> {
  const end = patience.millis === undefined ? Infinity : elapsed() + patience.millis;
  const grants: Grant[] = [];
  try {
    const parts = api.weirVersion === undefined ? batches(request.wanted) : whole(request.wanted);
    for (const batch of parts) grants.push(await acquireBatch(api, request, batch, end, patience));
  } catch (error) {
    await Promise.all(grants.map((grant) => giveBack(api, grant)));
    throw error;
  }
  return {
    leaseIds: grants.flatMap(({ leaseId }) => leaseId ?? []),
    names: grants.flatMap(({ names }) => names),
  };
}

const whole = (wanted: readonly WantedSlots[]): readonly Batch[] =>
  wanted.length === 0 ? [] : [{ wanted, names: wanted.map(({ name }) => name), slots: wanted[0]!.slots }];

function batches(wanted: readonly WantedSlots[]): readonly Batch[] {
  const [first] = wanted;
  if (!first) return [];
  if (wanted.every(({ slots }) => slots === first.slots))
    return [{ wanted, names: [...new Set(wanted.map(({ name }) => name))], slots: first.slots }];
  const ordered = wanted.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return ordered.map((one) => ({ wanted: [one], names: [one.name], slots: one.slots }));
}

async function acquireBatch(
  api: Client,
  request: SlotRequest,
  batch: Batch,
  end: number,
  { millis, signal }: Patience,
): Promise<Grant> {
  const started = elapsed();
  for (;;) {
    signal?.throwIfAborted();
    const ticket = randomUUID();
    const asked =
      api.weirVersion === undefined
        ? ask(api, request, batch)
        : askInLine(api, request, batch, ticket, { started, end });
    let delay: number;
    try {
      return await orAborted(asked, signal);
    } catch (error) {
      if (signal?.aborted) {
        // On Weir this leaves the line as well.
        if (api.weirVersion !== undefined) void giveBack(api, { leaseId: ticket, names: [] }).catch(() => undefined);
        void asked.then((grant) => giveBack(api, grant)).catch(() => undefined);
        throw error;
      }
      const { code, retryAfter } = error as { readonly code?: unknown; readonly retryAfter?: number };
      if (code !== "locked") throw error;
      const left = end - elapsed();
      if (left <= 0)
        throw new WaitTimedOut(`no slots of ${list(batch.names)} came free within ${millis! / 1000} s`, {
          cause: error,
        });
      delay = Math.min(left, (retryAfter ?? 1) * 1000);
    }
    await pause(delay, signal);
  }
}

async function ask(api: Client, { leaseSeconds, holder }: SlotRequest, batch: Batch): Promise<Grant> {
  const body = { names: [...batch.names], slots: batch.slots };
  if (leaseSeconds === undefined) {
    const limits = await api.concurrencyLimitsV2.increment({ ...body, mode: "rate_limit" });
    return { leaseId: undefined, names: limits.map(({ name }) => name) };
  }
  const { lease_id, limits } = await api.concurrencyLimitsV2.incrementWithLease({
    ...body,
    lease_duration: leaseSeconds,
    ...(holder && { holder }),
  });
  return { leaseId: lease_id, names: limits.map(({ name }) => name) };
}

/** The same of a Weir server, where the request stands in line; the place is kept from one request to the next. */
async function askInLine(
  api: Client,
  { leaseSeconds, holder }: SlotRequest,
  { wanted }: Batch,
  ticket: string,
  { started, end }: { readonly started: number; readonly end: number },
): Promise<Grant> {
  const now = elapsed();
  const { lease_id, names } = await api.concurrencySlots.acquire({
    lease_id: ticket,
    wanted: wanted.map((one) => ({ ...one })),
    wait: Math.max(0, Math.min(WAIT, (end - now) / 1000)),
    waited: (now - started) / 1000,
    ...(leaseSeconds === undefined ? { mode: "rate_limit" } : { lease_duration: leaseSeconds }),
    ...(holder && { holder }),
  });
  return { leaseId: lease_id ?? undefined, names };
}

const giveBack = async (api: Client, { leaseId }: Grant): Promise<void> => {
  if (leaseId !== undefined) await api.concurrencyLimitsV2.decrementWithLease({ lease_id: leaseId });
};

export const list = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(", ");
