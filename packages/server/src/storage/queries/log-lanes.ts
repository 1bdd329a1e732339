/**
 * By which indexes the log is read for a query, and what is left to be looked at line by line.
 *
 * A lane is a part of the log that an index gives in the order of time: all of it, that of a run, the errors, the lines
 * with a field. The lines wanted are in the lanes together, each in one of them.
 */
import type { Micros } from "@weir/contract";
import { sql, type SqlBool } from "kysely";
import { every, type Condition } from "../conditions.ts";
import { containsText } from "../filters/text.ts";
import type { Builder } from "../query.ts";
import type { Reader } from "../store.ts";

/** Names and values of fields are found by so many of their first characters: indexes take no long texts. */
export const FIELD_LENGTH = 256;
/** A flow with more runs is looked for in the lines of all. */
const MOST_LANES = 50;

export interface LogField {
  readonly name: string;
  readonly value: string;
}

/** All must hold; ids are in small letters. */
export interface LogConditions {
  readonly flowId: string | undefined;
  readonly flowRunIds: readonly string[] | undefined;
  readonly taskRunIds: readonly string[] | undefined;
  readonly level: number | undefined;
  readonly text: string | undefined;
  readonly fields: readonly LogField[];
  readonly since: Micros | undefined;
  readonly until: Micros | undefined;
}

export interface LogLane {
  readonly index: "log_timestamp" | "log_flow_run" | "log_task_run" | "log_warning" | "log_error" | "log_field";
  readonly condition: Condition | undefined;
}

export interface Lanes {
  readonly lanes: readonly LogLane[];
  /** What the lanes do not say. */
  readonly rest: Condition | undefined;
}

/** Bounds that are part of the text: a partial index is used only where its condition is seen to hold. */
const SEVERE = [
  { least: 40, lane: { index: "log_error", condition: sql<SqlBool>`log.level >= 40` } },
  { least: 30, lane: { index: "log_warning", condition: sql<SqlBool>`log.level >= 30` } },
] as const;

const flowRunLane = (id: string): LogLane => ({
  index: "log_flow_run",
  condition: sql<SqlBool>`log.flow_run_id = ${id}`,
});
const taskRunLane = (id: string): LogLane => ({
  index: "log_task_run",
  condition: sql<SqlBool>`log.task_run_id = ${id}`,
});
const fieldLane = ({ name, value }: LogField): LogLane => ({
  index: "log_field",
  condition: sql<SqlBool>`log_field.name = ${name} and log_field.value = ${value}`,
});
const ofFlow = (flowId: string): Condition =>
  sql<SqlBool>`exists (select 1 from flow_run where flow_run.id = log.flow_run_id and flow_run.flow_id = ${flowId})`;
const withField = ({ name, value }: LogField): Condition =>
  sql<SqlBool>`exists (select 1 from log_field as other where other.name = ${name} and other.value = ${value}
    and other.timestamp = log.timestamp and other.log_id = log.id)`;
const anyOf = (column: "flow_run_id" | "task_run_id", values: readonly string[]): Condition =>
  sql<SqlBool>`${sql.ref(`log.${column}`)} in (${sql.join(values)})`;

const newestRunsOf = (flow_id: string) => (db: Builder) =>
  db
    .selectFrom("flow_run")
    .select("id")
    .where("flow_id", "=", flow_id)
    .orderBy("id", "desc")
    .limit(MOST_LANES + 1);

/** The lanes that hold fewest lines, as far as can be told beforehand. */
export async function lanesOf(db: Reader, wanted: LogConditions): Promise<Lanes> {
  const { flowId, flowRunIds, taskRunIds, level, text, fields } = wanted;
  const rests = {
    flow: flowId === undefined ? undefined : ofFlow(flowId),
    runs: flowRunIds && anyOf("flow_run_id", flowRunIds),
    level: level === undefined ? undefined : sql<SqlBool>`log.level >= ${level}`,
    text:
      text === undefined ? undefined : containsText(db.dialect, sql<string>`(log.message || ' ' || log.name)`, text),
  };
  const rest = (without: Partial<typeof rests>, fieldsLeft = fields): Condition | undefined => {
    const left = { ...rests, ...without };
    return every(left.flow, left.runs, left.level, left.text, ...fieldsLeft.map(withField));
  };
  if (taskRunIds) return { lanes: taskRunIds.map(taskRunLane), rest: rest({}) };
  if (flowRunIds) return { lanes: flowRunIds.map(flowRunLane), rest: rest({ runs: undefined }) };
  if (flowId !== undefined) {
    const runs = await db.rows(newestRunsOf(flowId));
    if (runs.length <= MOST_LANES)
      return { lanes: runs.map(({ id }) => flowRunLane(id)), rest: rest({ flow: undefined }) };
  }
  const [field, ...others] = fields;
  if (field) return { lanes: [fieldLane(field)], rest: rest({}, others) };
  const severe = SEVERE.find(({ least }) => level !== undefined && level >= least);
  if (severe) return { lanes: [severe.lane], rest: rest(severe.least === level ? { level: undefined } : {}) };
  return { lanes: [{ index: "log_timestamp", condition: undefined }], rest: rest({}) };
}
