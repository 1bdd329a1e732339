/** When a failed attempt is followed by another one, and how long after. Pure: time and chance come in. */
import { type Duration, inSeconds } from "../duration.ts";
import { RetryAfter, Terminal } from "../errors.ts";

/** Delays that grow by a factor from one retry to the next. */
export interface Exponential {
  /** Delay before the first retry. */
  readonly base: Duration;
  /** How much longer each delay is than the one before. Default 2. */
  readonly factor?: number;
  /** Greatest delay before jitter. Default: none. */
  readonly max?: Duration;
  /**
   * Part of a delay by which it varies at random, upwards and downwards: 0.2 makes 10 s between 8 and 12 s. Spreads
   * the retries of tasks that failed together. Default 0.
   */
  readonly jitter?: number;
}

class ExponentialDelay {
  readonly base: number;
  readonly factor: number;
  readonly max: number;
  readonly jitter: number;
  constructor({ base, factor = 2, max, jitter = 0 }: Exponential) {
    this.base = inSeconds(base, "exponential: base");
    this.max = max === undefined ? Number.POSITIVE_INFINITY : inSeconds(max, "exponential: max");
    if (!(factor >= 1)) throw new TypeError(`exponential: factor must be at least 1, not ${factor}`);
    this.factor = factor;
    this.jitter = checkedJitter(jitter, "exponential: jitter");
  }
}

/** Delays that grow: `exponential({ base: "1s", max: "1m", jitter: 0.2 })` waits about 1, 2, 4, … 60, 60 seconds. */
export const exponential = (options: Exponential): ExponentialDelay => new ExponentialDelay(options);

/** A delay before every retry, one for each (the last is repeated), `exponential({…})`, or a function of the retry's number, from 1. */
export type RetryDelay =
  Duration | readonly Duration[] | ExponentialDelay | ((retry: number, error: unknown) => Duration);

export interface RetryPolicy {
  readonly retries: number;
  readonly delay: RetryDelay;
  /** Part of a delay by which it varies, where the delay has no jitter of its own. */
  readonly jitter: number;
  /** Seconds within which the last retry has to start, counted from the first attempt. */
  readonly budget: number;
}

export interface RetryOptions {
  readonly retries?: number | undefined;
  readonly retryDelay?: RetryDelay | undefined;
  readonly retryJitter?: number | undefined;
  readonly retryFor?: Duration | undefined;
}

/** @throws TypeError naming the option that is not valid */
export function retryPolicy({ retries, retryDelay = 0, retryJitter = 0, retryFor }: RetryOptions): RetryPolicy {
  // A budget alone means: as often as fits in it.
  const count = retries ?? (retryFor === undefined ? 0 : Number.POSITIVE_INFINITY);
  if (!(count >= 0) || (Number.isFinite(count) && !Number.isInteger(count)))
    throw new TypeError(`retries must be a whole number from 0, not ${count}`);
  if (Array.isArray(retryDelay)) {
    if (retryDelay.length === 0) throw new TypeError("retryDelay: a list needs at least one delay");
    for (const delay of retryDelay as readonly Duration[]) inSeconds(delay, "retryDelay");
  } else if (typeof retryDelay === "number" || typeof retryDelay === "string") inSeconds(retryDelay, "retryDelay");
  return {
    retries: count,
    delay: retryDelay,
    jitter: checkedJitter(retryJitter, "retryJitter"),
    budget: retryFor === undefined ? Number.POSITIVE_INFINITY : inSeconds(retryFor, "retryFor"),
  };
}

/**
 * Seconds before retry number `retry` (from 1), or `undefined` if there is none.
 *
 * @param elapsed seconds since the first attempt began
 * @param random from 0 up to 1
 */
export function nextDelay(
  policy: RetryPolicy,
  retry: number,
  error: unknown,
  elapsed: number,
  random: number,
): number | undefined {
  if (retry > policy.retries || error instanceof Terminal) return undefined;
  const delay = error instanceof RetryAfter ? inSeconds(error.delay) : delayOf(policy, retry, error, random);
  return elapsed + delay > policy.budget ? undefined : delay;
}

function delayOf({ delay, jitter }: RetryPolicy, retry: number, error: unknown, random: number): number {
  if (delay instanceof ExponentialDelay) {
    const plain = Math.min(delay.max, delay.base * delay.factor ** (retry - 1));
    return varied(plain, delay.jitter > 0 ? delay.jitter : jitter, random);
  }
  if (typeof delay === "function") return varied(inSeconds(delay(retry, error), "retryDelay"), jitter, random);
  if (typeof delay === "object") return varied(inSeconds(delay[Math.min(retry, delay.length) - 1]!), jitter, random);
  return varied(inSeconds(delay), jitter, random);
}

const varied = (seconds: number, jitter: number, random: number): number => seconds * (1 + jitter * (2 * random - 1));

function checkedJitter(jitter: number, what: string): number {
  if (!(jitter >= 0 && jitter <= 1)) throw new TypeError(`${what} must be from 0 to 1, not ${jitter}`);
  return jitter;
}

/** What the server shows of a policy: it has no place for more than a number or a list of delays. */
export function wireDelay({ delay, retries }: RetryPolicy): number | number[] {
  if (typeof delay === "function") return 0;
  if (delay instanceof ExponentialDelay)
    return Array.from({ length: Math.min(retries, 10) }, (_, index) =>
      Math.min(delay.max, delay.base * delay.factor ** index),
    );
  return typeof delay === "object" ? delay.map((item) => inSeconds(item)) : inSeconds(delay);
}
