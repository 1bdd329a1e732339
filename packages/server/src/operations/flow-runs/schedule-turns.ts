/** The turns that runs of one schedule take, by its policy. */
import type { Micros, SchedulePolicy } from "@weir/contract";
import { WAITING, type DueRun } from "../../rules/schedules/policy.ts";
import type { State } from "../../rules/state.ts";
import type { FlowRunRow } from "../../storage/queries/flow-runs.ts";
import {
  holdSchedule,
  readActiveRunsOfSchedule,
  readRunOverlapping,
  readSchedulePolicy,
  readWaitingRunsOfSchedule,
} from "../../storage/queries/schedule-runs.ts";
import type { Transaction } from "../../storage/store.ts";

type Run = Pick<FlowRunRow, "id" | "auto_scheduled" | "created_by" | "deployment_id" | "expected_start_time">;

interface Origin {
  readonly deployment_id: string;
  readonly schedule_id: string;
  readonly policy: SchedulePolicy;
}

/** The schedule that has made a run, if it has a policy. */
async function originOf(tx: Transaction, { auto_scheduled, created_by, deployment_id }: Run): Promise<Origin | null> {
  if (!auto_scheduled || created_by === null || deployment_id === null) return null;
  const { id, type } = JSON.parse(created_by) as { readonly id?: string; readonly type?: string };
  if (type !== "SCHEDULE" || id === undefined) return null;
  const row = await tx.first(readSchedulePolicy, { id });
  if (!row?.policy) return null;
  return { deployment_id, schedule_id: id, policy: JSON.parse(row.policy) as SchedulePolicy };
}

/** What decides whether a run may begin that is scheduled; null where no policy does. */
export async function loadDueRun(
  tx: Transaction,
  row: Run,
  initial: State | null,
  now: Micros,
): Promise<DueRun | null> {
  if (initial?.type !== "SCHEDULED") return null;
  const origin = await originOf(tx, row);
  if (!origin) return null;
  const { policy, ...key } = origin;
  const due = row.expected_start_time ?? now;
  if ((policy.overlap ?? "allow") !== "allow") await tx.first(holdSchedule, { id: key.schedule_id });
  const waiting = (await tx.all(readWaitingRunsOfSchedule, { ...key, now, waiting: WAITING })).filter(
    ({ id }) => id !== row.id,
  );
  return {
    policy,
    due,
    now,
    hasWaited: initial.name === WAITING,
    active: (await tx.all(readActiveRunsOfSchedule, key)).map(({ id }) => id).filter((id) => id !== row.id),
    wasOverlapped: (await tx.first(readRunOverlapping, { ...key, due })) !== undefined,
    isEarlierWaiting: waiting.some(({ expected_start_time: time }) => time! < due),
    isLaterWaiting: waiting.some(({ expected_start_time: time }) => time! > due),
  };
}

/** The runs that wait for one that has ended. */
export async function waitingFor(tx: Transaction, ended: Run, now: Micros): Promise<string[]> {
  const origin = await originOf(tx, ended);
  if (origin?.policy.overlap !== "queue" && origin?.policy.overlap !== "cancel") return [];
  const { policy: _, ...key } = origin;
  const waiting = await tx.all(readWaitingRunsOfSchedule, { ...key, now, waiting: WAITING });
  return waiting.flatMap(({ id, state_name }) => (state_name === WAITING ? id : []));
}
