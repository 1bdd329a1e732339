import type { V1Job, V1Pod } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { outcomeOf, type Seen } from "./outcome.ts";

const pod = (status: object): V1Pod => ({ metadata: { name: "p" }, status }) as V1Pod;
const FAILED = {
  status: { conditions: [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded" }] },
} as V1Job;
const reasonOf = (seen: Partial<Seen>, { stopped = false, isPatient = false } = {}): string | undefined =>
  outcomeOf(
    { job: undefined, isJobGone: false, pod: undefined, isPodGone: false, container: "main", ...seen },
    stopped,
    isPatient,
  )?.ending.reason;

test("a pod that was taken from its node says so, whatever its container ended with", () => {
  const evicted = pod({ phase: "Failed", reason: "Evicted", message: "The node was low on resource: memory." });
  expect(reasonOf({ job: FAILED, pod: evicted })).toBe(
    "its pod was taken from its node: Evicted (The node was low on resource: memory.)",
  );
});

test("a run is over when neither the job nor a pod of it is at work any more", () => {
  const running = pod({ phase: "Running" });
  expect(reasonOf({ job: FAILED, pod: running })).toBeUndefined();
  expect(reasonOf({ isJobGone: true, pod: running })).toBeUndefined();
  expect(reasonOf({ pod: pod({ phase: "Failed" }) })).toBeUndefined();
  expect(reasonOf({ isJobGone: true, pod: running, isPodGone: true })).toBe("its job was deleted");
  expect(reasonOf({ isJobGone: true, pod: running, isPodGone: true }, { stopped: true })).toBe(
    "its job was deleted by the worker",
  );
});

test("of a job that has ended, the pod is waited for, but not for ever", () => {
  expect(reasonOf({ job: FAILED }, { isPatient: true })).toBeUndefined();
  expect(reasonOf({ job: FAILED })).toBe("its job failed: BackoffLimitExceeded");
});
