import { type Client, NotFound } from "@weir/client";
import type { Variable } from "@weir/contract";
import { notThere } from "../shared/find.ts";

/** The variable of that name. */
export const findVariable = (api: Client, name: string): Promise<Variable> =>
  api.variables.readByName({ name }).catch(async (error: unknown) => {
    if (!(error instanceof NotFound)) throw error;
    const all = await Array.fromAsync(api.variables.list({ limit: 200 }));
    throw notThere(
      "variable",
      name,
      all.map((variable) => variable.name),
    );
  });

/** Texts as they are, everything else as JSON. */
export const shownValue = (value: unknown, indent?: number): string =>
  typeof value === "string" ? value : JSON.stringify(value, undefined, indent);
