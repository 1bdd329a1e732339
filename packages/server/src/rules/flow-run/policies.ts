/** The ordered rules of flow runs. The order is observable: see spec CORE, 2.3. */
import type { Policy } from "../rule.ts";
import { preventPendingTransitions } from "../shared/prevent-pending-transitions.ts";
import { copyScheduledTime, waitForScheduledTime } from "../shared/scheduled-time.ts";
import { bypassCancellingWithoutInfrastructure } from "./bypass-cancelling-without-infrastructure.ts";
import { enforceCancellingToCancelled } from "./enforce-cancelling-to-cancelled.ts";
import { enforceSchedulePolicy } from "./enforce-schedule-policy.ts";
import { enforceLimitOnLate } from "./enforce-limit-on-late.ts";
import type { FlowRunFacts } from "./facts.ts";
import { forgetLeaseOfOldClients } from "./forget-lease-of-old-clients.ts";
import { handlePausing } from "./handle-pausing.ts";
import { handleResuming } from "./handle-resuming.ts";
import { handleTerminalTransitions } from "./handle-terminal-transitions.ts";
import { onlyScheduledRunsAreLate } from "./only-scheduled-runs-are-late.ts";
import { preserveDeploymentLease } from "./preserve-deployment-lease.ts";
import { preventDuplicateTransitions } from "./prevent-duplicate-transitions.ts";
import { preventResultDataLoss } from "./prevent-result-data-loss.ts";
import { refuseLateForcedWrites, refuseLateWrites } from "./refuse-late-writes.ts";
import { releaseDeploymentSlot } from "./release-deployment-slot.ts";
import { retryFailedFlows } from "./retry-failed-flows.ts";
import { secureDeploymentSlot } from "./secure-deployment-slot.ts";
import { validateDeploymentSlotAtRunning } from "./validate-deployment-slot-at-running.ts";

/** What clients ask for. */
export const CORE_FLOW_POLICY: Policy<FlowRunFacts> = [
  preserveDeploymentLease,
  refuseLateWrites,
  preventDuplicateTransitions,
  handleTerminalTransitions,
  enforceCancellingToCancelled,
  bypassCancellingWithoutInfrastructure,
  preventPendingTransitions,
  enforceSchedulePolicy,
  validateDeploymentSlotAtRunning,
  secureDeploymentSlot,
  forgetLeaseOfOldClients,
  onlyScheduledRunsAreLate,
  handlePausing,
  handleResuming,
  copyScheduledTime,
  waitForScheduledTime,
  retryFailedFlows,
  releaseDeploymentSlot,
];

/** Forced transitions, and the first state of a run. */
export const MINIMAL_FLOW_POLICY: Policy<FlowRunFacts> = [
  refuseLateForcedWrites,
  preventResultDataLoss,
  bypassCancellingWithoutInfrastructure,
  releaseDeploymentSlot,
];

/** The late-runs service. */
export const MARK_LATE_POLICY: Policy<FlowRunFacts> = [onlyScheduledRunsAreLate, enforceLimitOnLate];
