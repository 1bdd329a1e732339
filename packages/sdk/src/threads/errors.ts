/** What a task can fail with because it runs in a thread. */
import { WeirError } from "../errors.ts";

/** The thread that ran a task ended before the task did: `process.exit()` in it, out of memory, a fault of native code. */
export class ThreadCrashed extends WeirError {
  static override readonly code: string = "thread_crashed";
}

/** A task, what it is called with or what it gives cannot go from one thread to another. */
export class NotSendable extends WeirError {
  static override readonly code: string = "not_sendable";
}
