/** What the placeholders of a deployment file stand for. */
import { type Find, KEEP } from "@weir/worker";
import type { Json } from "./types.ts";

export interface Sources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of the file's environment, and its name. */
  readonly variables: Json;
  readonly lookUp: (reference: string) => Promise<unknown>;
  /** Called with names that stand for nothing. */
  readonly onUnknown: (name: string) => void;
}

/**
 * For what is sent, and for the inputs of steps.
 *
 * @param outputs of the steps; `undefined`: not known, as they were not run
 */
export const findIn =
  ({ environment, variables, lookUp, onUnknown }: Sources, outputs: Json | undefined): Find =>
  (name) => {
    if (name.startsWith("$")) return environment[name.slice(1)];
    if (name.startsWith("prefect.")) return lookUp(name.slice("prefect.".length));
    if (name.startsWith("ctx.")) return KEEP; // the worker's
    const value = outputAt(outputs ?? {}, name) ?? outputAt(variables, name) ?? environment[name];
    if (value !== undefined) return value;
    if (outputs === undefined) return KEEP;
    onUnknown(name);
    return undefined;
  };

/** For pull steps: only what steps gave; everything else is the worker's, at the time of the run. */
export const findOutputs =
  (variables: Json, outputs: Json | undefined): Find =>
  (name) =>
    outputAt(outputs ?? {}, name) ?? outputAt(variables, name) ?? KEEP;

/** Follows a path as `build.images[0].name`. */
function outputAt(outputs: Json, path: string): unknown {
  if (Object.hasOwn(outputs, path)) return outputs[path];
  let value: unknown = outputs;
  for (const key of path.split(/[.[\]]+/).filter(Boolean)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Json)[key];
  }
  return value;
}
