/** What the placeholders of a deployment file stand for. */
import { type Find, KEEP, valueAt } from "@weir/contract/templates";
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
    const value = valueAt(outputs ?? {}, name) ?? valueAt(variables, name) ?? environment[name];
    if (value !== undefined) return value;
    if (outputs === undefined) return KEEP;
    onUnknown(name);
    return undefined;
  };

/** For pull steps: only what steps gave; everything else is the worker's, at the time of the run. */
export const findOutputs =
  (variables: Json, outputs: Json | undefined): Find =>
  (name) =>
    valueAt(outputs ?? {}, name) ?? valueAt(variables, name) ?? KEEP;
