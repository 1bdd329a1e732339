/**
 * Lets the engine stop waiting for a function: on cancel, timeout or the end of its flow. The function gets to know by
 * its signal; what it still does afterwards no longer counts.
 */
import { alarm } from "./sleep.ts";

export type Ending =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "error"; readonly error: unknown }
  | { readonly kind: "interrupted"; readonly reason: unknown };

export class Interruptible {
  #controller: AbortController | undefined;
  #reason: { readonly value: unknown } | undefined;
  #settle: ((ending: Ending) => void) | undefined;
  #graceMillis = 0;
  #stopTimer: (() => void) | undefined;

  /** The signal that the function gets. Made when first asked for: most functions never look. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason && !this.#controller.signal.aborted) this.#controller.abort(this.#reason.value);
    return this.#controller.signal;
  }

  get isInterrupted(): boolean {
    return this.#reason !== undefined;
  }
  get reason(): unknown {
    return this.#reason?.value;
  }

  /** Aborts the signal; the wait below ends at once, or after `graceMillis` if the function has not ended by then. */
  interrupt(reason: unknown, graceMillis = 0): void {
    if (this.#reason) return;
    this.#reason = { value: reason };
    this.#graceMillis = graceMillis;
    this.#controller?.abort(reason);
    this.#giveUpLater();
  }

  /** Runs `fn` until it ends or is interrupted. Never rejects. */
  run(fn: () => unknown): Promise<Ending> {
    return new Promise((resolve) => {
      this.#settle = (ending) => {
        this.#stopTimer?.();
        // How a function ends once it has been told to stop makes no difference.
        resolve(this.#reason ? { kind: "interrupted", reason: this.#reason.value } : ending);
      };
      if (this.#reason) return this.#settle({ kind: "interrupted", reason: this.#reason.value });
      let result: unknown;
      try {
        result = fn();
      } catch (error) {
        return this.#settle({ kind: "error", error });
      }
      if (isThenable(result))
        result.then(
          (value) => this.#settle!({ kind: "value", value }),
          (error: unknown) => this.#settle!({ kind: "error", error }),
        );
      else this.#settle({ kind: "value", value: result });
    });
  }

  #giveUpLater(): void {
    const settle = this.#settle;
    if (!settle) return;
    const ending: Ending = { kind: "interrupted", reason: this.reason };
    if (this.#graceMillis === 0) settle(ending);
    else this.#stopTimer = alarm(this.#graceMillis, () => settle(ending));
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
