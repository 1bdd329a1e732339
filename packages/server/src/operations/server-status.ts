/** How the server is: what it counts, what its database says, and what of it somebody should look at. */
import { formatTime, REFERENCE_VERSION, WEIR_VERSION, type ServerStatus, type ServiceStatus } from "@weir/contract";
import { diskOf } from "../platform/disk.ts";
import { serverWarnings } from "../rules/server-warnings.ts";
import { countUpTo, databaseFile, databaseSize, schemaVersion } from "../storage/queries/database.ts";
import type { Context } from "./context.ts";

/** Rows are counted up to here. */
const MOST = 1_000_000;

async function databaseStatus({ store }: Context): Promise<ServerStatus["database"]> {
  const { size, used, schema, file } = await store.read(async (db) => ({
    ...(await databaseSize(db)),
    schema: await schemaVersion(db),
    file: await databaseFile(db),
  }));
  const disk = (file && (await diskOf(file))) || null;
  return { kind: store.dialect, schema, size, used, disk };
}

const serviceStatuses = ({ meters }: Context): ServiceStatus[] =>
  meters.services.map((service) => {
    const { lastRun, lastDuration, changed: _changed, ...report } = service.report();
    return {
      name: service.name,
      ...report,
      last_run: lastRun === null ? null : formatTime(lastRun),
      last_duration: lastDuration,
    };
  });

async function countsOf({ store }: Context): Promise<ServerStatus["counts"]> {
  const count = async (table: Parameters<typeof countUpTo>[0]): Promise<{ count: number; more: boolean }> => {
    const [found] = await store.scan((db) => db.rows(countUpTo(table, MOST + 1)));
    return { count: Math.min(found!.count, MOST), more: found!.count > MOST };
  };
  const [flows, flow_runs, task_runs, logs, events] = await Promise.all(
    (["flow", "flow_run", "task_run", "log", "event"] as const).map(count),
  );
  return { flows: flows!, flow_runs: flow_runs!, task_runs: task_runs!, logs: logs!, events: events! };
}

/** Seconds that the oldest event waits for automations. */
export async function eventsBehind({ meters, clock }: Context): Promise<number> {
  const oldest = await meters.oldestUnreadEvent();
  return oldest === null ? 0 : Math.max(0, (clock.now() - oldest) / 1e6);
}

/** What somebody should look at. */
export async function readWarnings(context: Context): Promise<ServerStatus["warnings"]> {
  const { settings, meters } = context;
  return serverWarnings({
    database: await databaseStatus(context),
    services: serviceStatuses(context),
    event_loop: meters.eventLoop.delay,
    removesOld: settings.server_runs_retention > 0,
    eventsBehind: await eventsBehind(context),
  });
}

export async function readServerStatus(context: Context): Promise<ServerStatus> {
  const { meters, clock } = context;
  const [database, counts, warnings] = await Promise.all([
    databaseStatus(context),
    countsOf(context),
    readWarnings(context),
  ]);
  const { rss, heapUsed } = process.memoryUsage();
  return {
    version: WEIR_VERSION,
    reference: REFERENCE_VERSION,
    pid: process.pid,
    node: process.version,
    started: formatTime(meters.started),
    uptime: (clock.now() - meters.started) / 1e6,
    database,
    services: serviceStatuses(context),
    sockets: { ...meters.openSockets },
    queues: Object.fromEntries([...meters.queues].map(([name, length]) => [name, length()])),
    requests_underway: meters.requestsUnderway.value,
    counts,
    memory: { resident: rss, heap: heapUsed },
    event_loop: meters.eventLoop.delay,
    warnings,
  };
}
