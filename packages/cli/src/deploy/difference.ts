/** What a deployment would change on the server. Pure. */
import type { DeploymentResponse } from "@weir/contract";
import { isDeepStrictEqual } from "node:util";
import type { Body } from "./body.ts";

export interface Change {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Fields to which the server adds what was left open. */
const OPEN: ReadonlySet<string> = new Set(["schedules", "concurrency_options"]);

/** In the order of the body; nothing where all is as it should be. */
export function differences(body: Body, stored: DeploymentResponse): Change[] {
  const { concurrency_limit, ...rest } = body;
  const wanted: Readonly<Record<string, unknown>> = { ...rest, concurrency_limit };
  const there: Readonly<Record<string, unknown>> = {
    ...stored,
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
      // The server keeps a rule with the time from which it counts.
      return isSubset(one, other) || (key === "rrule" && String(other).endsWith(`\n${String(one)}`));
    })
  );
}
