import type { TaskRunPolicy } from "@weir/contract";

/** A policy with every field present, as the wire shows it. */
export const normalTaskPolicy = (given: TaskRunPolicy = {}): TaskRunPolicy => ({
  max_retries: given.max_retries ?? 0,
  retry_delay_seconds: given.retry_delay_seconds ?? 0,
  retries: given.retries ?? null,
  retry_delay: given.retry_delay ?? null,
  retry_jitter_factor: given.retry_jitter_factor ?? null,
});
