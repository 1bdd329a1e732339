/**
 * When a task's result is taken from an earlier run: by a key that a policy makes of the call. Results lie in files
 * below the home folder, under the key.
 */
import { createHash } from "node:crypto";
import type { Duration } from "../duration.ts";
import { keyOf, NoKey } from "./key.ts";

/** The call that a key is made for. */
export interface CacheCall {
  readonly taskName: string;
  /** Text of the task's function. */
  readonly source: string;
  readonly args: readonly unknown[];
  readonly flowRunId: string | undefined;
  /** Parameters of the flow run. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Makes the key of a call; `undefined`: this call is not cached. */
export type CachePolicy = (call: CacheCall) => string | undefined;

export interface CacheOptions {
  /** Default: `allOf(byInputs, bySource)`. */
  readonly policy?: CachePolicy | undefined;
  /** How long a result is good for. Default: for ever. */
  readonly expiresIn?: Duration | undefined;
  /** `true`: runs the task and replaces what is there. Default: `false`. */
  readonly refresh?: boolean | undefined;
}

/** Same task, same arguments. */
export const byInputs: CachePolicy = ({ taskName, args }) => {
  try {
    return keyOf([taskName, args]);
  } catch (error) {
    if (!(error instanceof NoKey)) throw error;
    // The arguments are the second part of what the key is made of.
    const reason = error.message.replace(/ at \[1\]\[(\d+)\]/, (_, index) => ` in argument ${Number(index) + 1}`);
    throw new NoKey(`${reason}; a policy of your own may leave it out of the key`);
  }
};
/** Same source of the task's function. */
export const bySource: CachePolicy = ({ source }) => keyOf(source);
/** Same flow run. */
export const byFlowRun: CachePolicy = ({ flowRunId }) => flowRunId;
/** Same parameters of the flow run. */
export const byFlowParameters: CachePolicy = ({ parameters }) => keyOf(parameters);

/** All of the given policies must agree; one without a key means no caching. */
export function allOf(...policies: readonly CachePolicy[]): CachePolicy {
  return (call) => {
    const keys: string[] = [];
    for (const policy of policies) {
      const key = policy(call);
      if (key === undefined) return undefined;
      keys.push(key);
    }
    return createHash("sha256").update(JSON.stringify(keys)).digest("hex");
  };
}

export const DEFAULT_POLICY: CachePolicy = allOf(byInputs, bySource);

/** The key as the name of a file: policies of users may give any text. */
export const fileKey = (key: string): string =>
  /^[\w-]{1,100}$/.test(key) ? key : createHash("sha256").update(key).digest("hex");
