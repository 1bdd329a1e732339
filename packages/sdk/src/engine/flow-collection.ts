/** From what a user's module holds to the flows in it. */
import type { FlowDefinition } from "./flow-definition.ts";

/** Under which a flow's function carries its definition: the same for two installed copies of the package. */
export const DEFINITION: unique symbol = Symbol.for("weir.flow") as never;

/** The definition of a flow; `undefined` for anything else. */
export const definitionOf = (value: unknown): FlowDefinition | undefined =>
  typeof value === "function" ? (value as { readonly [DEFINITION]?: FlowDefinition })[DEFINITION] : undefined;

let collected: FlowDefinition[] | undefined;

/** Loads a module by `load`; gives what that gives, and the flows defined meanwhile, exported or not. */
export async function collectFlows<T>(
  load: () => Promise<T>,
): Promise<{ loaded: T; flows: readonly FlowDefinition[] }> {
  const flows: FlowDefinition[] = [];
  collected = flows;
  try {
    return { loaded: await load(), flows };
  } finally {
    collected = undefined;
  }
}

/** To be told of every flow that is defined. */
export const noteFlow = (definition: FlowDefinition): void => void collected?.push(definition);

/** Whether a module is being loaded in order to execute a run: it must not serve or deploy its flows again then. */
export const isLoadingFlows = (): boolean => collected !== undefined;
