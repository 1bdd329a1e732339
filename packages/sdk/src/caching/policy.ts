/**
 * When a task's result is taken from an earlier run: by a key that a policy makes of the call. Results lie in files
 * below the home folder, under the key; a Weir server knows of them, and keeps the small ones for other machines.
 */
import { createHash } from "node:crypto";
import type { Duration } from "../duration.ts";
import { isPlainObject } from "../futures/inputs.ts";
import { keyOf, NoKey } from "./key.ts";

/** The call that a key is made for. */
export interface CacheCall {
  readonly taskName: string;
  /** Text of the task's function. */
  readonly source: string;
  readonly args: readonly unknown[];
  /** Names of the function's parameters, in the order of the arguments. */
  readonly parameterNames: readonly string[];
  readonly flowRunId: string | undefined;
  /** Parameters of the flow run. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Makes the key of a call; `undefined`: this call is not cached. */
export interface CachePolicy {
  (call: CacheCall): string | undefined;
  /**
   * What the key is made of, by name, each as a fingerprint: by them a miss is explained. The policies that are there have
   * it; for one of your own without it, only the key as a whole is compared.
   */
  parts?(call: CacheCall): Readonly<Record<string, string>>;
}

export interface CacheOptions {
  /** Default: `allOf(byInputs, bySource)`. */
  readonly policy?: CachePolicy | undefined;
  /** How long a result is good for. Default: for ever. */
  readonly expiresIn?: Duration | undefined;
  /**
   * Results are shared by all tasks, of all flows, with the same namespace and the same key. Default: `"default"`.
   */
  readonly namespace?: string | undefined;
  /** `true`: runs the task and replaces what is there. Default: `false`. */
  readonly refresh?: boolean | undefined;
}

/** @param part what a key is made of, by name */
const withParts = (
  key: (call: CacheCall) => string | undefined,
  part: (call: CacheCall) => Readonly<Record<string, unknown>>,
): CachePolicy =>
  Object.assign(key, {
    parts: (call: CacheCall) =>
      Object.fromEntries(Object.entries(part(call)).map(([name, value]) => [name, fingerprint(value)])),
  });

/** A key that shows nothing of the value: the server keeps it, and the text of a short one is the value. */
const hashed = (value: unknown): string => createHash("sha256").update(keyOf(value)).digest("hex");

/** Tells equal values from others, and nothing more of them. */
const fingerprint = (value: unknown): string => hashed(value).slice(0, 32);

/** Each argument by the name of its parameter; those that are plain objects by their members. */
function argumentsOf(args: readonly unknown[], parameterNames: readonly string[]): Record<string, unknown> {
  const parts: Record<string, unknown> = {};
  for (const [index, value] of args.entries()) {
    const name = `argument ${parameterNames[index] ?? index + 1}`;
    if (!isPlain(value)) parts[name] = value;
    else for (const [member, item] of Object.entries(value)) parts[`${name}.${member}`] = item;
  }
  return parts;
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && isPlainObject(value);

/** Same task, same arguments. */
export const byInputs: CachePolicy = withParts(
  ({ taskName, args }) => {
    try {
      return hashed([taskName, args]);
    } catch (error) {
      if (!(error instanceof NoKey)) throw error;
      // The arguments are the second part of what the key is made of.
      const reason = error.message.replace(/ at \[1\]\[(\d+)\]/, (_, index) => ` in argument ${Number(index) + 1}`);
      throw new NoKey(`${reason}; byInputsExcept("NAME") leaves an argument out of the key`);
    }
  },
  ({ args, parameterNames }) => argumentsOf(args, parameterNames),
);

/**
 * Same task, same arguments, but for those named: by the name of a parameter, or of a member where the first argument is a
 * plain object.
 */
export const byInputsExcept = (...names: readonly string[]): CachePolicy => {
  // What is left out leaves its place empty: the others keep theirs.
  const rest = ({ args, parameterNames }: CacheCall): readonly unknown[] =>
    args.map((value, index) => {
      if (names.includes(parameterNames[index] ?? "")) return undefined;
      if (index > 0 || !isPlain(value)) return value;
      return Object.fromEntries(Object.entries(value).filter(([member]) => !names.includes(member)));
    });
  return withParts(
    (call) => hashed([call.taskName, rest(call)]),
    (call) => argumentsOf(rest(call), call.parameterNames),
  );
};

/** Same source of the task's function. */
export const bySource: CachePolicy = withParts(
  ({ source }) => hashed(source),
  ({ source }) => ({ source }),
);
/** Same flow run. */
export const byFlowRun: CachePolicy = withParts(
  ({ flowRunId }) => flowRunId,
  ({ flowRunId }) => ({ "flow run": flowRunId }),
);
/** Same parameters of the flow run. */
export const byFlowParameters: CachePolicy = withParts(
  ({ parameters }) => hashed(parameters),
  ({ parameters }) =>
    Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`parameter ${name}`, value])),
);

/** All of the given policies must agree; one without a key means no caching. */
export function allOf(...policies: readonly CachePolicy[]): CachePolicy {
  const key = (call: CacheCall): string | undefined => {
    const keys: string[] = [];
    for (const policy of policies) {
      const one = policy(call);
      if (one === undefined) return undefined;
      keys.push(one);
    }
    return createHash("sha256").update(JSON.stringify(keys)).digest("hex");
  };
  const parts = (call: CacheCall): Record<string, string> =>
    Object.assign({}, ...policies.map((policy, index) => partsOf(policy, call, `policy ${index + 1}`))) as never;
  return Object.assign(key, { parts });
}

/** What a call's key is made of; of a policy that does not say, the key itself. */
export const partsOf = (policy: CachePolicy, call: CacheCall, name = "key"): Readonly<Record<string, string>> =>
  policy.parts?.(call) ?? { [name]: fingerprint(policy(call)) };

export const DEFAULT_POLICY: CachePolicy = allOf(byInputs, bySource);

export const DEFAULT_NAMESPACE = "default";

/** @throws TypeError if a namespace may not be called so */
export function checkNamespace(namespace: string | undefined): void {
  if (namespace === undefined || (namespace.length > 0 && namespace.length <= 200)) return;
  throw new TypeError(`cache.namespace: a text of 1 to 200 characters is needed, not one of ${namespace.length}`);
}

/** The key as the name of a file: policies of users may give any text. */
export const fileKey = (key: string, namespace = DEFAULT_NAMESPACE): string =>
  namespace === DEFAULT_NAMESPACE && /^[\w-]{1,100}$/.test(key) ? key : hashOf(key, namespace);

const hashOf = (key: string, namespace: string): string =>
  createHash("sha256")
    .update(namespace === DEFAULT_NAMESPACE ? key : JSON.stringify([namespace, key]))
    .digest("hex");
