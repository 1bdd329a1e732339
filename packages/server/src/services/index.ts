import type { Logger } from "pino";
import type { Bus } from "../events/bus.ts";
import type { Context } from "../operations/context.ts";
import { removeExpiredLeases } from "../operations/concurrency/expiry.ts";
import { finishCancelledRuns } from "../operations/flow-runs/cancellation.ts";
import { markLateRuns } from "../operations/flow-runs/late.ts";
import { failExpiredPauses } from "../operations/flow-runs/pause-expiry.ts";
import { resolveTaskRuns } from "../operations/task-runs/unresolved.ts";
import { watchHealth } from "../operations/work-pools/health.ts";
import { vacuum } from "../operations/retention.ts";
import { planDueSchedules } from "../operations/schedules/plan-runs.ts";
import { loop, type Service } from "../platform/lifecycle.ts";
import { automations } from "./automations.ts";
import { lostRuns } from "./lost-runs.ts";

/** Tells whether this server is the one, among those on its database, to run a service now. */
type Leads = (service: string) => Promise<boolean>;

/**
 * Every background loop of a server. Each can be run by hand with `runOnce(now)`. Two run on every server: automations take
 * turns by a row of the database, and whose process is gone each server sees by the clients that it hears (lost-runs, X1).
 */
export function allServices(context: Context, bus: Bus, log: Logger, leads: Leads): readonly Service[] {
  const { clock, settings } = context;
  const every = (name: string, interval: number, run: (context: Context, now: number) => Promise<number>): Service =>
    loop({ name, interval, clock, log, run: (now) => run(context, now), leads: () => leads(name) });
  return [
    every("scheduler", settings.server_scheduler_interval, planDueSchedules),
    every("late-runs", settings.server_late_runs_interval, markLateRuns),
    every("pause-expiry", settings.server_pause_expiry_interval, failExpiredPauses),
    every("cancellation", settings.server_cancellation_interval, finishCancelledRuns),
    lostRuns(context, log),
    every("task-resolution", settings.server_task_resolution_interval, resolveTaskRuns),
    every("lease-expiry", settings.server_lease_expiry_interval, async (context, now) => {
      const expired = await removeExpiredLeases(context, now);
      context.meters.leasesExpired.of("slot").add(expired);
      return expired;
    }),
    every("worker-health", settings.server_worker_health_interval, watchHealth),
    automations(context, bus, log),
    every("retention", settings.server_vacuum_interval, async (context, now) => {
      const { dry_run: _never, ...counts } = await vacuum(context, now);
      const removed = context.meters.rowsRemoved;
      for (const [kind, count] of Object.entries(counts)) removed.of(kind).add(count);
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    }),
  ];
}
