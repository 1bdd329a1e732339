import type { WorkPoolFilter, WorkQueueFilter } from "@weir/contract";
import { sql, type SqlBool } from "kysely";
import { given, type Condition } from "../conditions.ts";

/**
 * There are no work pools and queues yet: no run and no deployment is in one, so whoever asks for those of a pool or a
 * queue finds none.
 */
const nothing = sql<SqlBool>`1 = 0`;

export const isInWorkPool = (filter: WorkPoolFilter | null | undefined): Condition | undefined =>
  given(filter, () => nothing);

export const isInWorkQueue = (filter: WorkQueueFilter | null | undefined): Condition | undefined =>
  given(filter, () => nothing);
