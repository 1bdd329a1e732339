/** Marks on an argument that change how it is taken. */
import type { TaskFuture } from "./future.ts";

/** Made by `allowFailure()`. */
export class AllowFailure<T> {
  readonly value: unknown;
  declare protected readonly resultType?: T;
  constructor(value: unknown) {
    this.value = value;
  }
}

/** Passes a future on although its run may fail: the function then gets the error in the place of the value. */
export const allowFailure = <T>(future: TaskFuture<T>): AllowFailure<T | Error> => new AllowFailure(future);

/** Made by `unmapped()`. */
export class Unmapped<T> {
  readonly value: T;
  constructor(value: T) {
    this.value = value;
  }
}

/** In `.map()`: passes the same value to every call, though it may be a list. */
export const unmapped = <T>(value: T): Unmapped<T> => new Unmapped(value);
