/**
 * Finds runs whose process is gone.
 *
 * X1. A server that was down, cut off from its database or asleep has heard of nobody meanwhile: every lease then gets
 *     its full length again, from when the server listens again.
 */
import type { Logger } from "pino";
import type { Micros } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { crashLostRuns } from "../operations/flow-runs/lost.ts";
import { rescheduleUnstarted } from "../operations/flow-runs/unstarted.ts";
import { loop, type Service } from "../platform/lifecycle.ts";

/** So many intervals may pass between two looks before it counts as a break in listening; and some seconds. */
const MISSED_LOOKS = 3;
const SLACK = 10_000_000;

export function lostRuns(context: Context, log: Logger): Service {
  const { clock, settings, meters } = context;
  const interval = settings.server_lost_runs_interval;
  const longestBreak = MISSED_LOOKS * interval * 1e6 + SLACK;
  let listeningSince: Micros | undefined;
  let lastLook: Micros | undefined;
  return loop({
    name: "lost-runs",
    interval,
    clock,
    log,
    run: async (now) => {
      if (lastLook === undefined || now - lastLook > longestBreak) listeningSince = now;
      const unstarted = await rescheduleUnstarted(context, now, listeningSince!);
      const crashed = await crashLostRuns(context, now, listeningSince!);
      meters.leasesExpired.of("pending_flow_run").add(unstarted);
      meters.leasesExpired.of("running_flow_run").add(crashed);
      // Only a look that succeeded shows that the database was there.
      lastLook = now;
      return unstarted + crashed;
    },
  });
}
