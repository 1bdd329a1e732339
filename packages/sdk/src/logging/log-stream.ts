/**
 * Takes log lines and posts them in batches. Lines are kept whole and are sent in order; `flush` is called when the last
 * run of the process ends, so none is lost. If the server cannot be reached, the lines have still been on the console.
 */
import type { LogCreate, LogCreateAdditions } from "@weir/contract";
import { fieldsText, type LogFields } from "@weir/contract/weir";

/** A line as it is posted: its fields beside it where the server is Weir, behind its message elsewhere. */
export type SentLog = LogCreate & { readonly weir?: LogCreateAdditions };

interface Line {
  readonly log: LogCreate;
  readonly fields: LogFields | undefined;
}

const BATCH = 500;
/** Bytes (roughly) of a request; a longer line goes alone. */
const BATCH_SIZE = 1_000_000;
const LINGER_MS = 500;

export class LogStream {
  readonly #post: (logs: SentLog[]) => Promise<unknown>;
  readonly #report: (error: unknown, lines: number) => void;
  readonly #takesFields: () => boolean;
  #batch: Line[] = [];
  #size = 0;
  #timer: NodeJS.Timeout | undefined;
  #delivery: Promise<void> = Promise.resolve();

  /** @param takesFields whether the server is Weir, asked before every post */
  constructor(
    post: (logs: SentLog[]) => Promise<unknown>,
    report: (error: unknown, lines: number) => void,
    takesFields: () => boolean,
  ) {
    this.#post = post;
    this.#report = report;
    this.#takesFields = takesFields;
  }

  push(log: LogCreate, fields?: LogFields): void {
    if (this.#batch.length >= BATCH || this.#size + log.message.length > BATCH_SIZE) this.#hand();
    this.#batch.push({ log, fields });
    this.#size += log.message.length;
    this.#timer ??= setTimeout(() => this.#hand(), LINGER_MS).unref();
  }

  /** Resolves when all lines are delivered or given up. */
  flush(): Promise<void> {
    this.#hand();
    return this.#delivery;
  }

  #hand(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#batch.length === 0) return;
    const lines = this.#batch;
    this.#batch = [];
    this.#size = 0;
    this.#delivery = this.#delivery
      .then(() => this.#post(lines.map((line) => this.#sent(line))))
      .then(
        () => {},
        (error: unknown) => this.#report(error, lines.length),
      );
  }

  #sent({ log, fields }: Line): SentLog {
    if (!fields) return log;
    return this.#takesFields() ? { ...log, weir: { fields } } : { ...log, message: log.message + fieldsText(fields) };
  }
}
