/**
 * Task runs are told of by events, and an event can be lost with its process. When a flow run has ended and nothing more
 * comes, its task runs that have no end get one.
 *
 * U1. The end is put right behind the last state that is known, in time: whatever event comes after all is newer than it
 *     and is what the run then shows (record.ts, R1).
 */
import { isFinalType, seconds, type Micros } from "@weir/contract";
import { uuid7 } from "../../platform/ids.ts";
import { bookkeeping } from "../../rules/bookkeeping.ts";
import { propose, type ProposedState, type State } from "../../rules/state.ts";
import { insertTaskRunState } from "../../storage/queries/states.ts";
import { lockTaskRun, updateTaskRun, type TaskRunRow } from "../../storage/queries/task-runs.ts";
import { unresolvedTaskRuns } from "../../storage/queries/unresolved-task-runs.ts";
import type { Context } from "../context.ts";
import { recordEvent } from "../events.ts";
import { related } from "../run-events.ts";
import { asJoined, currentState, stateRow } from "../states.ts";
import { releaseTagSlots } from "./tag-slots.ts";

/** Seconds that an event may take after its flow run has ended. */
const PATIENCE = 60;

/** Ends task runs of ended flow runs of which nothing more was heard; answers how many. */
export async function resolveTaskRuns(context: Context, now: Micros): Promise<number> {
  const before = now - seconds(PATIENCE);
  let resolved = 0;
  for (;;) {
    const open = await context.store.scan((db) => db.all(unresolvedTaskRuns, { before }));
    const answers = await Promise.all(open.map(({ id }) => resolve(context, id, before)));
    const changed = answers.filter(Boolean).length;
    resolved += changed;
    // What cannot be resolved would be found again: stop when a page brought nothing.
    if (changed === 0) return resolved;
  }
}

/** Looks again, with the row held: an event may have come meanwhile. */
const resolve = (context: Context, id: string, before: Micros): Promise<boolean> =>
  context.store.write(async (tx) => {
    const row = await lockTaskRun(tx, id);
    const initial = row && currentState(row);
    if (!row || !initial || isFinalType(initial.type) || row.updated > before) return false;
    const end = endOf(row);
    const state: State = {
      ...end,
      id: uuid7(),
      timestamp: initial.timestamp + 1, // U1
      details: { ...end.details, flow_run_id: row.flow_run_id, task_run_id: row.id },
    };
    const stored = stateRow(state);
    if ((await tx.run(insertTaskRunState, { ...stored, task_run_id: row.id })) === 0) return false;
    await tx.run(updateTaskRun, {
      ...row,
      ...bookkeeping(row, initial, state, false),
      ...asJoined(stored),
      updated: context.clock.now(),
    });
    await releaseTagSlots(tx, row, context.clock.now());
    await recordEvent(context, tx, {
      id: state.id,
      occurred: context.clock.now(),
      event: `prefect.task-run.${state.name}`,
      resource: {
        "prefect.resource.id": `prefect.task-run.${row.id}`,
        "prefect.resource.name": row.name,
        "prefect.state-type": state.type,
        "prefect.state-name": state.name,
        "prefect.state-message": state.message!,
        "prefect.orchestration": "server",
      },
      related: [related("flow-run", row.flow_run_id!, "flow-run")],
    });
    return true;
  });

/** One that never ran did not crash. */
const endOf = ({ state_type }: TaskRunRow): ProposedState =>
  state_type === "PENDING"
    ? propose("CANCELLED", { message: "The flow run ended before this task run began." })
    : propose("CRASHED", { message: "The flow run ended, and nothing was heard of how this task run did." });
