/** A deployment file whose shape was checked. Values may still be placeholders. */
export type Json = Readonly<Record<string, unknown>>;

/** A name and inputs. */
export type Step = Readonly<Record<string, Json | null>>;

type Steps = readonly Step[] | Step | null;

export interface ScheduleEntry {
  readonly cron?: string | null;
  readonly interval?: number | string | null;
  readonly rrule?: string | null;
  readonly timezone?: string | null;
  readonly anchor_date?: string | null;
  readonly day_or?: boolean | null;
  readonly active?: boolean | null;
  readonly parameters?: Json | null;
  readonly slug?: string | null;
  readonly replaces?: string | null;
  readonly catch_up?: string | number | null;
  readonly overlap?: string | null;
  readonly jitter?: number | string | null;
  readonly priority?: number | null;
}

export interface DeploymentEntry {
  readonly name?: string | null;
  readonly entrypoint?: string | null;
  readonly version?: string | number | null;
  readonly tags?: readonly unknown[] | string | null;
  readonly description?: string | null;
  readonly parameters?: Json | null;
  readonly enforce_parameter_schema?: boolean | null;
  readonly schedule?: ScheduleEntry | null;
  readonly schedules?: readonly ScheduleEntry[] | null;
  readonly paused?: boolean | null;
  readonly concurrency_limit?: number | Limit | null;
  readonly work_pool?: WorkPoolEntry | null;
  readonly build?: Steps;
  readonly push?: Steps;
  readonly pull?: Steps;
  readonly triggers?: readonly Json[] | null;
  readonly environments?: Readonly<Record<string, DeploymentEntry | null>> | null;
}

interface Limit {
  readonly limit?: number | null;
  readonly collision_strategy?: "ENQUEUE" | "CANCEL_NEW" | null;
  readonly grace_period_seconds?: number | null;
}

interface WorkPoolEntry {
  readonly name?: string | null;
  readonly work_queue_name?: string | null;
  readonly job_variables?: Json | null;
}

/** Slots, and if they come free by themselves, how many of them in a second. */
export type LimitEntry =
  number | { readonly limit: number; readonly slot_decay_per_second?: number; readonly active?: boolean };

type Limits = Readonly<Record<string, LimitEntry>> | null;

export interface DeploymentFileContent {
  readonly limits?: Limits;
  readonly build?: Steps;
  readonly push?: Steps;
  readonly pull?: Steps;
  readonly defaults?: DeploymentEntry | null;
  readonly environments?: Readonly<
    Record<string, (DeploymentEntry & { readonly variables?: Json | null; readonly limits?: Limits }) | null>
  > | null;
  readonly deployments?: readonly DeploymentEntry[] | null;
}
