/** A run told in a sentence or two. Pure, so that the words can be tested. */
import type { FlowRunResponse, StateType } from "@weir/contract";
import type { TreeTaskRun } from "../../data/run-tree.ts";
import { formatDuration } from "../../ui/format/duration.ts";
import { formatRelative, toMillis } from "../../ui/format/time.ts";

/** What both flow runs and task runs have to tell. */
type Told = Pick<
  FlowRunResponse,
  "state" | "state_type" | "state_name" | "start_time" | "end_time" | "expected_start_time" | "run_count"
>;

/** What comes after the flow's name: `failed after 9.10 s, 16 min ago`. */
export function runStory(run: Told, now: number): string {
  const start = toMillis(run.start_time);
  const end = toMillis(run.end_time);
  const changed = toMillis(run.state?.timestamp);
  const lasted = start === undefined || end === undefined ? "" : formatDuration((end - start) / 1000);
  const ago = end === undefined ? "" : `, ${formatRelative(end, now)}`;
  const again = (run.run_count ?? 0) > 1 ? ` on attempt ${run.run_count}` : "";
  const since = (time: number | undefined) =>
    time === undefined ? "" : ` for ${formatDuration((now - time) / 1000, { ticking: true })}`;

  switch (run.state_type) {
    case "COMPLETED":
      return `completed${again}${lasted && ` in ${lasted}`}${ago}`;
    case "FAILED":
      return `${run.state_name === "TimedOut" ? "timed out" : "failed"}${again}${lasted && ` after ${lasted}`}${ago}`;
    case "CRASHED":
      return `crashed${again}${lasted && ` after ${lasted}`}${ago}`;
    case "CANCELLED":
      return `was cancelled${lasted && ` after ${lasted}`}${ago}`;
    case "CANCELLING":
      return "is being cancelled";
    case "RUNNING":
      return `has been running${since(start)}${again && `,${again}`}`;
    case "PAUSED":
      return `has been paused${since(changed)}`;
    case "PENDING":
      return `has been about to start${since(changed)}`;
    case "SCHEDULED":
      return scheduledStory(run, now);
    case null:
    case undefined:
      return "has no state yet";
  }
}

function scheduledStory(run: Told, now: number): string {
  const planned = toMillis(run.state?.state_details?.scheduled_time ?? run.expected_start_time);
  if (planned === undefined) return "is scheduled";
  const when = formatRelative(planned, now);
  if (run.state_name === "AwaitingRetry")
    return planned > now ? `will be tried again ${when}` : "is about to be tried again";
  return planned > now ? `will start ${when}` : `should have started ${when}`;
}

const WORDS: Readonly<Partial<Record<StateType, string>>> = {
  RUNNING: "running",
  PENDING: "pending",
  SCHEDULED: "to come",
  PAUSED: "paused",
  CANCELLING: "being cancelled",
  CRASHED: "crashed",
  CANCELLED: "cancelled",
};

/** `all 14 tasks completed`, or `38 of 41 tasks completed, 3 failed, 2 retried, with 2 subflows`; empty without tasks. */
export function tasksStory(tasks: readonly Pick<TreeTaskRun, "state_type" | "run_count">[], subflows: number): string {
  if (tasks.length === 0) return subflows === 0 ? "" : `${subflows} ${subflows === 1 ? "subflow" : "subflows"}`;
  const counts = new Map<string, number>();
  for (const { state_type } of tasks)
    counts.set(state_type ?? "PENDING", (counts.get(state_type ?? "PENDING") ?? 0) + 1);
  const completed = counts.get("COMPLETED") ?? 0;
  const failed = counts.get("FAILED") ?? 0;
  const retried = tasks.filter((task) => task.run_count > 1).length;
  const plural = tasks.length === 1 ? "task" : "tasks";
  const parts = [
    completed === tasks.length
      ? tasks.length === 1
        ? "1 task completed"
        : `all ${tasks.length} ${plural} completed`
      : `${completed} of ${tasks.length} ${plural} completed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...Object.entries(WORDS).flatMap(([type, word]) => (counts.has(type) ? [`${counts.get(type)} ${word}`] : [])),
    ...(retried > 0 ? [`${retried} retried`] : []),
    ...(subflows > 0 ? [`with ${subflows} ${subflows === 1 ? "subflow" : "subflows"}`] : []),
  ];
  return parts.join(", ");
}
