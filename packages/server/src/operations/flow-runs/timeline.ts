import type { RunTimeline } from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import {
  readTimelineRoot,
  readTimelineSubflows,
  readTimelineTaskRuns,
  type TimelineFlowRunRow,
} from "../../storage/queries/run-timelines.ts";
import type { Reader } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { timelineColumns } from "./timeline-columns.ts";

const MOST_FLOW_RUNS = 2000;
const MOST_TASK_RUNS = 50_000;

/** A flow run and the subflow runs of any depth below it, at most one more than are given. */
async function readFlowRuns(db: Reader, root: TimelineFlowRunRow): Promise<TimelineFlowRunRow[]> {
  const found = new Map([[root.id, root]]);
  let level = [root];
  while (level.length > 0 && found.size <= MOST_FLOW_RUNS) {
    const ids = level.map(({ id }) => id);
    const below = await readTimelineSubflows(db, ids, MOST_FLOW_RUNS + 1 - found.size);
    // A run that hangs below itself is nobody's doing, and no reason to go round for ever.
    level = below.filter(({ id }) => !found.has(id));
    for (const run of level) found.set(run.id, run);
  }
  return [...found.values()];
}

/** `GET /weir/flow_runs/{id}/timeline`. */
export const readTimeline = ({ store }: Context, id: string): Promise<RunTimeline> =>
  store.scan(async (db) => {
    const root = await db.first(readTimelineRoot, { id });
    if (!root) throw new Refusal("object_not_found", `Flow run ${id} not found`);
    const flowRuns = await readFlowRuns(db, root);
    const shown = flowRuns.slice(0, MOST_FLOW_RUNS);
    const taskRuns = await readTimelineTaskRuns(
      db,
      shown.map((run) => run.id),
      MOST_TASK_RUNS + 1,
    );
    const cut = flowRuns.length > shown.length || taskRuns.length > MOST_TASK_RUNS;
    return timelineColumns(shown, taskRuns.slice(0, MOST_TASK_RUNS), cut);
  });
