/** What a server removes because it is old, or to keep its database small. */
import Type, { type Static } from "typebox";

export const Vacuumed = Type.Object(
  {
    dry_run: Type.Boolean(),
    flow_runs: Type.Integer(),
    /** Those of the flow runs among them. */
    task_runs: Type.Integer(),
    /** Those of the flow runs, and those that are too old themselves. */
    logs: Type.Integer(),
    events: Type.Integer(),
    /** Lines of the log of what automations have sent. */
    deliveries: Type.Integer(),
    /** What inbound webhooks have received. */
    webhook_requests: Type.Integer(),
    /** Cached results that have expired, or that nobody has used for long. */
    cache_entries: Type.Integer(),
    /** What is known of calls of cached tasks. */
    cache_decisions: Type.Integer(),
  },
  { title: "Vacuumed" },
);
export type Vacuumed = Static<typeof Vacuumed>;
