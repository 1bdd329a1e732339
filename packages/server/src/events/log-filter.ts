/** A `LogFilter` as a function of one line, for live sockets; the same as its condition in the database. */
import { parseTime, type Log, type LogFilter } from "@weir/contract";
import { matchesTextSearch, parseTextSearch } from "../platform/text-search.ts";

type Test = (log: Log) => boolean;

const lower = (ids: readonly string[]): ReadonlySet<string> => new Set(ids.map((id) => id.toLowerCase()));

export function logMatcher({ operator, level, timestamp, flow_run_id, task_run_id, text }: LogFilter): Test {
  const parts: Test[] = [];
  if (level) {
    const { ge_, le_ } = level;
    parts.push((log) => (ge_ == null || log.level >= ge_) && (le_ == null || log.level <= le_));
  }
  if (timestamp) {
    const after = timestamp.after_ == null ? -Infinity : parseTime(timestamp.after_);
    const before = timestamp.before_ == null ? Infinity : parseTime(timestamp.before_);
    parts.push((log) => {
      const at = parseTime(log.timestamp);
      return after <= at && at <= before;
    });
  }
  if (flow_run_id) {
    const wanted = flow_run_id.any_ && lower(flow_run_id.any_);
    parts.push((log) => !wanted || (log.flow_run_id != null && wanted.has(log.flow_run_id)));
  }
  if (task_run_id) {
    const { is_null_ } = task_run_id;
    const wanted = task_run_id.any_ && lower(task_run_id.any_);
    parts.push(
      (log) =>
        (!wanted || (log.task_run_id != null && wanted.has(log.task_run_id))) &&
        (is_null_ == null || (log.task_run_id == null) === is_null_),
    );
  }
  if (text) {
    const search = parseTextSearch(text.query);
    parts.push((log) => matchesTextSearch(search, `${log.message} ${log.name}`));
  }
  return operator === "or_" && parts.length > 0
    ? (log) => parts.some((part) => part(log))
    : (log) => parts.every((part) => part(log));
}
