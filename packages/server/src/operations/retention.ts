/**
 * Removes what is too old.
 *
 * V1. Every transaction removes a small, bounded number of rows, and other writers come between two of them.
 * V2. A run goes piece by piece, itself last: what is interrupted is found again and finished.
 * V3. Nothing goes that is pinned, has not ended, or is part of what has not.
 */
import { seconds, type Micros, type Vacuumed } from "@weir/contract";
import { notFound, Refusal } from "../platform/errors.ts";
import { countOldDeliveries } from "../storage/queries/deliveries.ts";
import { readFlowRun } from "../storage/queries/flow-runs.ts";
import {
  artifactsOfRun,
  countOfRuns,
  countOldEvents,
  deleteLogs,
  deletePin,
  deleteSomeLogsOf,
  deleteSomeTaskRunsOf,
  insertPin,
  mayGo,
  oldLogs,
  oldRuns,
  withSubflows,
  type EndPlace,
  type RunAges,
} from "../storage/queries/retention.ts";
import { countOldWebhookRequests } from "../storage/queries/webhooks.ts";
import { deleteArtifactById } from "./artifacts.ts";
import { deleteOldDeliveryLog } from "./automations/deliveries.ts";
import { countOldCache, deleteOldCache } from "./cache/entries.ts";
import type { Context } from "./context.ts";
import { deleteOldEvents, supersededHeartbeats } from "./events.ts";
import { deleteFlowRunById } from "./flow-runs/update.ts";
import { inPieces } from "./in-pieces.ts";
import { deleteOldRequests } from "./webhooks/inbox.ts";

/** Rows of one transaction. Task runs take their states with them. */
const LOGS_AT_ONCE = 500;
const TASK_RUNS_AT_ONCE = 100;
/** Runs that are looked up at once. */
const PAGE = 50;

const NOTHING: Omit<Vacuumed, "dry_run"> = {
  flow_runs: 0,
  task_runs: 0,
  logs: 0,
  events: 0,
  deliveries: 0,
  webhook_requests: 0,
  cache_entries: 0,
  cache_decisions: 0,
};
const FIRST_ID = "00000000-0000-0000-0000-000000000000";
const BEGINNING = { end_time: Number.MIN_SAFE_INTEGER, id: FIRST_ID };

/** Before when a run must have ended to go; 0 as an age stands for ever. */
function agesOf({ settings }: Context, now: Micros): RunAges | undefined {
  const { server_runs_retention: runs, server_failed_runs_retention: failed } = settings;
  if (runs === 0 && failed === 0) return undefined;
  const before = (age: number): Micros => (age === 0 ? Number.MIN_SAFE_INTEGER : now - seconds(age));
  return { before: before(runs), failedBefore: before(failed === 0 ? runs : Math.max(runs, failed)) };
}

/** Runs that are to go, each after its subflows. */
async function* goingRuns({ store }: Context, ages: RunAges): AsyncGenerator<string[]> {
  let after: EndPlace = BEGINNING;
  for (;;) {
    const roots = await store.read((db) => db.rows(oldRuns(ages, after, PAGE)));
    if (roots.length === 0) return;
    const tree = await store.read((db) => db.rows(withSubflows(roots.map(({ id }) => id))));
    yield tree.map(({ id }) => id).reverse();
    after = roots.at(-1)!;
  }
}

/** Another server, or a person, was faster. */
function noneIfGone(error: unknown): number {
  if (error instanceof Refusal && error.status === 404) return 0;
  throw error;
}

async function removeRun(context: Context, id: string): Promise<Pick<Vacuumed, "flow_runs" | "task_runs" | "logs">> {
  const { store } = context;
  const nothing = { flow_runs: 0, task_runs: 0, logs: 0 };
  const stays = async (): Promise<boolean> => (await store.read((db) => db.rows(mayGo(id)))).length === 0;
  if (await stays()) return nothing;
  const logs = await inPieces(LOGS_AT_ONCE, (limit) => store.write((tx) => tx.run(deleteSomeLogsOf, { id, limit })));
  const task_runs = await inPieces(TASK_RUNS_AT_ONCE, (limit) =>
    store.write((tx) => tx.run(deleteSomeTaskRunsOf, { id, limit })),
  );
  for (const artifact of await store.read((db) => db.all(artifactsOfRun, { id })))
    await deleteArtifactById(context, artifact.id).catch(noneIfGone);
  const flow_runs = await deleteFlowRunById(context, id).then(() => 1, noneIfGone);
  return { flow_runs, task_runs, logs };
}

async function removeOldLogs({ store, settings }: Context, now: Micros): Promise<number> {
  if (settings.server_logs_retention === 0) return 0;
  const before = now - seconds(settings.server_logs_retention);
  let after: { timestamp: Micros; id: string } = { timestamp: Number.MIN_SAFE_INTEGER, id: FIRST_ID };
  let removed = 0;
  for (;;) {
    const lines = await store.read((db) => db.rows(oldLogs(before, after, LOGS_AT_ONCE)));
    if (lines.length === 0) return removed;
    removed += await store.write((tx) => tx.change(deleteLogs(lines.map(({ id }) => id))));
    after = lines.at(-1)!;
  }
}

/** Removes what the settings say is too old; answers how much it was. */
export async function vacuum(context: Context, now: Micros): Promise<Vacuumed> {
  const total = { ...NOTHING, dry_run: false };
  const ages = agesOf(context, now);
  if (ages)
    for await (const ids of goingRuns(context, ages))
      for (const id of ids) {
        const { flow_runs, task_runs, logs } = await removeRun(context, id);
        total.flow_runs += flow_runs;
        total.task_runs += task_runs;
        total.logs += logs;
      }
  total.logs += await removeOldLogs(context, now);
  total.events += await deleteOldEvents(context, now);
  total.deliveries += await deleteOldDeliveryLog(context, now);
  total.webhook_requests += await deleteOldRequests(context, now);
  return { ...total, ...(await deleteOldCache(context, now)) };
}

/** What `vacuum` would remove now. */
export async function vacuumDryRun(context: Context, now: Micros): Promise<Vacuumed> {
  const { store, settings } = context;
  const total = { ...NOTHING, dry_run: true };
  const ages = agesOf(context, now);
  const going = new Set<string>();
  if (ages)
    for await (const ids of goingRuns(context, ages)) {
      const [counted] = await store.scan((db) => db.rows(countOfRuns(ids)));
      for (const id of ids) going.add(id);
      total.task_runs += counted?.task_runs ?? 0;
      total.logs += counted?.logs ?? 0;
    }
  total.flow_runs = going.size;
  if (settings.server_logs_retention > 0) total.logs += await countOldLogs(context, now, going);
  const before = now - seconds(settings.server_events_retention);
  total.events = (await store.scan((db) => db.first(countOldEvents, { before })))?.count ?? 0;
  for await (const seqs of supersededHeartbeats(context, now)) total.events += seqs.length;
  total.deliveries = (await store.scan((db) => db.first(countOldDeliveries, { before })))?.count ?? 0;
  const requests = { before: now - seconds(settings.server_webhooks_retention) };
  total.webhook_requests = (await store.scan((db) => db.first(countOldWebhookRequests, requests)))?.count ?? 0;
  return { ...total, ...(await countOldCache(context, now)) };
}

/** Old lines of runs that stay: the others are counted with their run. */
async function countOldLogs({ store, settings }: Context, now: Micros, going: ReadonlySet<string>): Promise<number> {
  const before = now - seconds(settings.server_logs_retention);
  let after: { timestamp: Micros; id: string } = { timestamp: Number.MIN_SAFE_INTEGER, id: FIRST_ID };
  let count = 0;
  for (;;) {
    const lines = await store.scan((db) => db.rows(oldLogs(before, after, 10 * LOGS_AT_ONCE)));
    if (lines.length === 0) return count;
    count += lines.filter(({ flow_run_id }) => flow_run_id === null || !going.has(flow_run_id)).length;
    after = lines.at(-1)!;
  }
}

export async function pinFlowRun({ store, clock }: Context, id: string): Promise<void> {
  await store.write(async (tx) => {
    if (!(await tx.first(readFlowRun, { id }))) throw notFound("Flow run");
    await tx.run(insertPin, { flow_run_id: id, created: clock.now() });
  });
}

export async function unpinFlowRun({ store }: Context, id: string): Promise<void> {
  await store.write(async (tx) => {
    if (!(await tx.first(readFlowRun, { id }))) throw notFound("Flow run");
    await tx.run(deletePin, { flow_run_id: id });
  });
}
