/** What a deployment would change on the server. Pure. */
import type { DeploymentAdditions, DeploymentResponse } from "@weir/contract";
import { tryParseTime } from "@weir/contract/time";
import { isDeepStrictEqual } from "node:util";
import type { Planned } from "./plan.ts";

export interface Change {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Fields to which the server adds what was left open. */
const OPEN: ReadonlySet<string> = new Set(["schedules", "concurrency_options"]);

/** In the order of the body; nothing where all is as it should be. */
export function differences(
  { body, policies }: Pick<Planned, "body" | "policies">,
  stored: DeploymentResponse,
  storedPolicies: DeploymentAdditions["schedules"],
): Change[] {
  const { concurrency_limit, schedules, ...rest } = body;
  const wanted: Readonly<Record<string, unknown>> = {
    ...rest,
    schedules: schedules?.map((schedule, at) => ({ ...schedule, policy: policies[at] ?? null })),
    concurrency_limit,
  };
  const there: Readonly<Record<string, unknown>> = {
    ...stored,
    schedules: stored.schedules?.map((schedule) => ({ ...schedule, policy: storedPolicies[schedule.id] ?? null })),
    concurrency_limit: stored.global_concurrency_limit?.limit ?? stored.concurrency_limit,
  };
  return Object.entries(wanted).flatMap(([field, after]) => {
    const before = there[field];
    const isSame = OPEN.has(field)
      ? isSubset(after ?? null, before ?? null)
      : isDeepStrictEqual(after ?? null, before ?? null);
    return isSame ? [] : [{ field, before: before ?? null, after: after ?? null }];
  });
}

/** Whether everything wanted is there: the server adds what was left open. */
function isSubset(wanted: unknown, there: unknown): boolean {
  // In any order: the server keeps schedules in its own.
  if (Array.isArray(wanted))
    return (
      Array.isArray(there) &&
      wanted.length === there.length &&
      wanted.every((one) => there.some((other) => isSubset(one, other)))
    );
  if (typeof wanted !== "object" || wanted === null) return isDeepStrictEqual(wanted, there);
  return (
    typeof there === "object" &&
    there !== null &&
    Object.entries(wanted).every(([key, one]) => {
      const other = (there as Readonly<Record<string, unknown>>)[key];
      if (key === "policy") return isDeepStrictEqual(one, other);
      if (key === "anchor_date") return isSameInstant(String(one), String(other));
      // The server keeps a rule with the time from which it counts.
      return isSubset(one, other) || (key === "rrule" && String(other).endsWith(`\n${String(one)}`));
    })
  );
}

/** The server writes times in its own way. */
const isSameInstant = (one: string, other: string): boolean =>
  one === other || (tryParseTime(one) !== undefined && tryParseTime(one) === tryParseTime(other));
