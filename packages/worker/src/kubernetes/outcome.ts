/**
 * What the state of a Job and of its pod says of the run. Pure.
 *
 * O1  A job has ended when it says so, or is gone, and no pod of it works any more.
 * O2  Jobs and pods are heard of apart: of a job that has ended without a pod that was heard of, the pod is waited for,
 *     for a moment, since only that knows why.
 * O3  A pod that will never begin (no image, a bad configuration) is an end: Kubernetes itself would try for ever.
 */
import type { V1ContainerStatus, V1Job, V1Pod } from "@kubernetes/client-node";
import { endingOf } from "../core/ending.ts";
import type { Ending } from "../core/launcher.ts";

export interface Seen {
  /** As it was seen last; `undefined`: not yet. */
  readonly job: V1Job | undefined;
  readonly isJobGone: boolean;
  /** The latest of its pods, as it was seen last. */
  readonly pod: V1Pod | undefined;
  readonly isPodGone: boolean;
  /** Name of the container that executes the run. */
  readonly container: string;
}

export interface Outcome {
  readonly ending: Omit<Ending, "output">;
  /** Whether the job goes on for nothing, and is to be deleted. */
  readonly isStuck: boolean;
}

/** What a container waits for that does not come by itself. */
const HOPELESS = new Set([
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
]);

/**
 * How the run's infrastructure ended; `undefined` while it has not.
 *
 * @param isPatient whether the pod of a job that has ended is waited for (O2)
 */
export function outcomeOf(seen: Seen, stopped: boolean, isPatient: boolean): Outcome | undefined {
  const { isJobGone, pod, isPodGone, container } = seen;
  const status = containerStatus(pod, container);
  const stuck = status?.state?.waiting;
  if (stuck?.reason !== undefined && HOPELESS.has(stuck.reason) && !stopped && !isPodGone)
    return { ending: failed(`its pod does not start: ${explained(stuck.reason, stuck.message)}`), isStuck: true };
  if (!isJobOver(seen)) return undefined;
  const phase = pod?.status?.phase ?? "";
  const isPodOver = pod === undefined ? isJobGone || !isPatient : isPodGone || ["Succeeded", "Failed"].includes(phase);
  if (!isPodOver) return undefined;
  return { ending: endingBy(seen, stopped), isStuck: false };
}

/** Whether no more pods will be made. */
export const isJobOver = ({ job, isJobGone }: Seen): boolean =>
  isJobGone || condition(job, "Complete") !== undefined || condition(job, "Failed") !== undefined;

function endingBy({ job, isJobGone, pod, container }: Seen, stopped: boolean): Omit<Ending, "output"> {
  const terminated = containerStatus(pod, container)?.state?.terminated;
  const { reason, message } = pod?.status ?? {};
  if (reason === "Evicted" || reason === "Preempting" || reason === "NodeLost")
    return failed(`its pod was taken from its node: ${explained(reason, message)}`);
  if (terminated) {
    const { exitCode: code, reason: why } = terminated;
    if (condition(job, "Failed")?.reason === "DeadlineExceeded") return failed(explainedBy(job));
    const { output: _, ...ending } = endingOf({
      what: "container",
      code,
      signal: null,
      output: [],
      outOfMemory: why === "OOMKilled",
      stopped,
    });
    return why === "OOMKilled" || why === "Completed" || why === "Error" || why === undefined
      ? ending
      : { ...ending, ok: false, reason: `${ending.reason}: ${explained(why, terminated.message)}` };
  }
  if (stopped) return failed("its job was deleted by the worker");
  if (condition(job, "Failed")) return failed(explainedBy(job));
  if (condition(job, "Complete")) return { ok: true, code: 0, reason: "its job is complete" };
  return failed(isJobGone ? "its job was deleted" : "its pod was deleted");
}

/** Why a pod has not begun, for one that has had its time. */
export function waitingReason({ pod }: Seen): string | undefined {
  if (!pod) return "no pod was created for its job";
  if (pod.status?.phase !== "Pending") return undefined;
  const scheduled = pod.status.conditions?.find(({ type }) => type === "PodScheduled");
  if (scheduled?.status !== "False") return undefined; // it has a node, which is at work on it
  return `its pod found no node: ${explained(scheduled.reason ?? "Unschedulable", scheduled.message)}`;
}

const explainedBy = (job: V1Job | undefined): string => {
  const failure = condition(job, "Failed");
  return `its job failed: ${explained(failure?.reason ?? "unknown", failure?.message)}`;
};

export const failed = (reason: string): Omit<Ending, "output"> => ({ ok: false, code: 1, reason });

const explained = (reason: string, message: string | undefined): string =>
  message === undefined || message === "" ? reason : `${reason} (${message})`;

const condition = (job: V1Job | undefined, type: string) =>
  job?.status?.conditions?.find((one) => one.type === type && one.status === "True");

const containerStatus = (pod: V1Pod | undefined, name: string): V1ContainerStatus | undefined =>
  pod?.status?.containerStatuses?.find((one) => one.name === name);
