/** The ordered rules of task runs. The order is observable: see spec CORE, 2.6. */
import type { Policy } from "../rule.ts";
import { preventPendingTransitions } from "../shared/prevent-pending-transitions.ts";
import { copyScheduledTime, waitForScheduledTime } from "../shared/scheduled-time.ts";
import { cacheInsertion, cacheRetrieval } from "./cache.ts";
import { copyTaskParameters } from "./copy-task-parameters.ts";
import type { TaskRunFacts } from "./facts.ts";
import { handleTerminalTransitions } from "./handle-terminal-transitions.ts";
import { preventRunningInStoppedFlows } from "./prevent-running-in-stopped-flows.ts";
import { renameReruns } from "./rename-reruns.ts";
import { retryFailedTasks } from "./retry-failed-tasks.ts";
import { releaseTagSlots, secureTagSlots } from "./secure-tag-slots.ts";
import { trackFlowRun } from "./track-flow-run.ts";

/** What clients ask for over REST. (Ordinary task runs are orchestrated in the client and arrive as events.) */
export const CORE_TASK_POLICY: Policy<TaskRunFacts> = [
  cacheRetrieval,
  handleTerminalTransitions,
  preventRunningInStoppedFlows,
  secureTagSlots,
  copyScheduledTime,
  waitForScheduledTime,
  retryFailedTasks,
  renameReruns,
  trackFlowRun,
  cacheInsertion,
  releaseTagSlots,
];

/** Forced transitions. */
export const MINIMAL_TASK_POLICY: Policy<TaskRunFacts> = [releaseTagSlots];

/** Background tasks: those whose proposed state is deferred. */
export const BACKGROUND_TASK_POLICY: Policy<TaskRunFacts> = [
  preventPendingTransitions,
  cacheRetrieval,
  handleTerminalTransitions,
  copyScheduledTime,
  copyTaskParameters,
  waitForScheduledTime,
  retryFailedTasks,
  renameReruns,
  trackFlowRun,
  cacheInsertion,
  releaseTagSlots,
];
