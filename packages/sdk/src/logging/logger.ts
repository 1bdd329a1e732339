/** The logger of a run: every line goes to the console and, with the run's ids, to the server. */
import { formatTime } from "@weir/contract/time";
import { fieldsText } from "@weir/contract/weir";
import { now } from "../engine/time.ts";
import { redact, redactJson } from "../redaction.ts";
import { writeLine } from "./console.ts";
import { LEVELS, levelNumber, type LogLevel } from "./levels.ts";
import type { LogStream } from "./log-stream.ts";

/**
 * Facts beside a message. They are shown behind it as `name=value`; a Weir server keeps them as they are too, so that lines
 * are found by them (`weir logs --field rows=12`).
 */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(message: unknown, fields?: LogFields): void;
  info(message: unknown, fields?: LogFields): void;
  warn(message: unknown, fields?: LogFields): void;
  error(message: unknown, fields?: LogFields): void;
  critical(message: unknown, fields?: LogFields): void;
  /** The same logger with fields that every line of it gets. */
  with(fields: LogFields): Logger;
}

/** Where a logger's lines go and what stands before them. */
export interface LogTarget {
  readonly stream: Pick<LogStream, "push"> | undefined;
  /** Lowest level passed on. */
  readonly level: string;
  /** Name of the logger on the wire. */
  readonly name: string;
  /** Before the message on the console. */
  readonly source: () => string;
  readonly flowRunId: string | null;
  readonly taskRunId: string | null;
}

export class RunLogger implements Logger {
  readonly #target: LogTarget;
  readonly #fields: LogFields | undefined;

  constructor(target: LogTarget, fields?: LogFields) {
    this.#target = target;
    this.#fields = fields;
  }

  debug(message: unknown, fields?: LogFields): void {
    this.log("debug", message, fields);
  }
  info(message: unknown, fields?: LogFields): void {
    this.log("info", message, fields);
  }
  warn(message: unknown, fields?: LogFields): void {
    this.log("warn", message, fields);
  }
  error(message: unknown, fields?: LogFields): void {
    this.log("error", message, fields);
  }
  critical(message: unknown, fields?: LogFields): void {
    this.log("critical", message, fields);
  }
  with(fields: LogFields): Logger {
    return new RunLogger(this.#target, { ...this.#fields, ...fields });
  }

  /** @param quiet true where the console has the line already */
  log(level: LogLevel, message: unknown, fields?: LogFields, quiet = false): void {
    const { stream, level: lowest, name, source, flowRunId, taskRunId } = this.#target;
    if (LEVELS[level] < levelNumber(lowest)) return;
    const at = now();
    const text = redact(textOf(message));
    const facts = fields || this.#fields ? redactJson(jsonFields({ ...this.#fields, ...fields })) : undefined;
    if (!quiet) writeLine(level, source(), facts ? text + fieldsText(facts) : text, new Date(at / 1000));
    stream?.push(
      {
        name,
        level: LEVELS[level],
        message: text,
        timestamp: formatTime(at),
        flow_run_id: flowRunId,
        task_run_id: taskRunId,
      },
      facts,
    );
  }
}

function textOf(message: unknown): string {
  if (typeof message === "string") return message;
  if (message instanceof Error) return message.stack ?? String(message);
  const value = jsonValue(message);
  return typeof value === "string" ? value : JSON.stringify(value);
}

const jsonFields = (fields: LogFields): LogFields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, jsonValue(value)]));

/** A value as JSON can have it, as it is now: the line is sent later. */
function jsonValue(value: unknown): unknown {
  if (typeof value === "string") return value;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  try {
    const json = JSON.stringify(value);
    return json === undefined ? String(value) : (JSON.parse(json) as unknown);
  } catch {
    return String(value); // cycles, BigInt: a log line is no place to fail
  }
}
