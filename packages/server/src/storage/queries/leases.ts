/** Leases of running flow runs. */
import { sql } from "kysely";
import { query, type Builder } from "../query.ts";
import type { Transaction } from "../store.ts";
import { PAGE } from "./due-flow-runs.ts";

export interface LeaseRenewal {
  readonly id: string;
  /** The interval to store, in microseconds; null leaves what is stored. */
  readonly seen: number | null;
  /** The interval to store where there is none. */
  readonly assumed: number;
}

export interface RenewedLease {
  readonly id: string;
  readonly heartbeat: number | null;
}

/** A lease ends so many intervals after now. */
interface Term {
  readonly now: number;
  readonly intervals: number;
}

/** The states of runs whose process is to be heard of. */
const LEASED = ["RUNNING", "CANCELLING"] as const;

const renewOne = query<LeaseRenewal & Term>()((db, p) =>
  db
    .updateTable("flow_run")
    .set({
      heartbeat: sql<number>`coalesce(${p("seen")}, heartbeat, ${p("assumed")})`,
      lease_expires: sql<number>`${p("now")} + ${p("intervals")} * coalesce(${p("seen")}, heartbeat, ${p("assumed")})`,
    })
    .where("id", "=", p("id"))
    .where("state_type", "in", LEASED)
    .returning(["id", "heartbeat"]),
);

/**
 * For PostgreSQL: all in one journey. Rows that another transaction holds are passed over: what changes a running run is
 * a sign of life itself, and whoever brings events of many runs must not wait for each of them.
 */
const renewMany =
  (renewals: readonly LeaseRenewal[], { now, intervals }: Term) =>
  (db: Builder) =>
    db
      .updateTable("flow_run")
      .from(
        sql<LeaseRenewal>`json_to_recordset(${JSON.stringify(renewals)}::json)`.as<"given">(
          sql`given (id uuid, seen bigint, assumed bigint)`,
        ),
      )
      .set({
        heartbeat: sql<number>`coalesce(given.seen, flow_run.heartbeat, given.assumed)`,
        lease_expires: sql<number>`${now}::bigint + ${intervals}::bigint * coalesce(given.seen, flow_run.heartbeat, given.assumed)`,
      })
      .whereRef("flow_run.id", "=", sql.ref("given.id"))
      .where("flow_run.id", "in", (eb) =>
        eb
          .selectFrom("flow_run as free")
          .select("free.id")
          .where(
            "free.id",
            "in",
            renewals.map(({ id }) => id),
          )
          .where("free.state_type", "in", LEASED)
          .forNoKeyUpdate()
          .skipLocked(),
      )
      .returning(["flow_run.id", "flow_run.heartbeat"]);

/** Writes leases of runs; answers those of runs that are running. */
export async function writeLeases(
  tx: Transaction,
  renewals: readonly LeaseRenewal[],
  term: Term,
): Promise<readonly RenewedLease[]> {
  if (tx.dialect === "postgres") return tx.rows(renewMany(renewals, term));
  const written: RenewedLease[] = [];
  for (const renewal of renewals) {
    const row = await tx.first(renewOne, { ...renewal, ...term });
    if (row) written.push(row);
  }
  return written;
}

/** Says until when a claimed run must have begun. */
export const leasePending = query<{ id: string; until: number }>()((db, p) =>
  db
    .updateTable("flow_run")
    .set({ lease_expires: p("until") })
    .where("id", "=", p("id"))
    .where("state_type", "=", "PENDING"),
);

/** Runs whose lease has ended, the longest ago first. */
export const endedLeases = query<{ now: number }>()((db, p) =>
  db
    .selectFrom("flow_run")
    .select(["id", "state_type", "lease_expires", "heartbeat"])
    .where("lease_expires", "<=", p("now"))
    .orderBy("lease_expires")
    .limit(PAGE),
);
