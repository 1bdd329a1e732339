/** How the types of a user's function become the types of its calls. */
import type { AllowFailure, Unmapped } from "./futures/annotations.ts";
import type { TaskFuture } from "./futures/future.ts";
import type { FutureList } from "./futures/list.ts";
import type { State } from "./states/state.ts";

/** Values that are never looked into. */
type Atom =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | null
  | undefined
  | Date
  | RegExp
  | Error
  | URL
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | ArrayBufferView
  | ArrayBuffer
  | PromiseLike<unknown>
  // The most general function type: parameters are contravariant.
  | ((...args: never[]) => unknown);

type IsUnknown<T> = unknown extends T ? true : false;

/** What may be passed where a function takes a `T`: the value, or a future of it, at any depth. */
export type Input<T> = IsUnknown<T> extends true ? T : T | TaskFuture<T> | State<T> | AllowFailure<T> | WithinInput<T>;

type WithinInput<T> = T extends Atom
  ? never
  : T extends readonly unknown[]
    ? { readonly [K in keyof T]: Input<T[K]> } | (number extends T["length"] ? FutureList<T[number]> : never)
    : { readonly [K in keyof T]: Input<T[K]> };

export type Inputs<Args extends readonly unknown[]> = { [K in keyof Args]: Input<Args[K]> };

/** What may be passed to `.map()` where the function takes a `T`: many of them, or one that is the same for all. */
export type MapInput<T> =
  | Iterable<Input<T>>
  | TaskFuture<readonly T[]>
  | Unmapped<Input<T>>
  | (T extends string ? Input<T> : T extends Iterable<unknown> ? never : Input<T>);

export type MapInputs<Args extends readonly unknown[]> = { [K in keyof Args]: MapInput<Args[K]> };

// `any` on purpose: whatever the future is of.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyFuture = TaskFuture<any> | FutureList<any>;

type StateOf<T> = T extends TaskFuture<infer V> ? State<V> : T extends FutureList<infer V> ? State<V>[] : T;

type MemberFutures<T> = { [K in keyof T]: T[K] extends AnyFuture ? K : never }[keyof T];

type IsAny<T> = 0 extends 1 & T ? true : false;

/** What a call gives, of a function that returns `R`: a state or a future gives its value, several give their states. */
export type Returned<R> = IsAny<R> extends true ? R : ReturnedOf<R>;

type ReturnedOf<R> =
  R extends State<infer T>
    ? T
    : R extends TaskFuture<infer T>
      ? T
      : R extends FutureList<infer T>
        ? State<T>[]
        : R extends Atom
          ? R
          : R extends readonly unknown[]
            ? { -readonly [K in keyof R]: StateOf<R[K]> }
            : [MemberFutures<R>] extends [never]
              ? R
              : { [K in keyof R]: StateOf<R[K]> };
