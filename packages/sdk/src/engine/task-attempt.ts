/** One attempt of a task run: what its function can see and what can stop it. */
import type { Place } from "../runners/pool.ts";
import { Interruptible } from "./interrupt.ts";
import type { TaskRecord } from "./task-record.ts";

export class TaskAttempt extends Interruptible {
  readonly record: TaskRecord;
  /** From 1. */
  readonly number: number;
  /** The place among the submitted tasks of the flow that the run holds, if it was submitted. */
  readonly place: Place | undefined;

  constructor(record: TaskRecord, number: number, place: Place | undefined) {
    super();
    this.record = record;
    this.number = number;
    this.place = place;
  }
}
