import type { SchemaValuesValidationResponse } from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import type { Context } from "../context.ts";
import { errorTree } from "./error-tree.ts";
import { hydrateWithMarks, loadHydrationFacts } from "./hydrate.ts";
import { CircularSchema, schemaErrors, SchemaError } from "./validate.ts";

/** `POST /ui/schemas/validate`: whether a form's values fit, with the values of variables but templates unrendered. */
export async function checkValues(
  { store }: Context,
  { schema, values }: { readonly schema: object; readonly values: object },
): Promise<SchemaValuesValidationResponse> {
  const hydrated = hydrateWithMarks(values, await store.read((db) => loadHydrationFacts(db, false)));
  try {
    return errorTree(schemaErrors(schema, hydrated), hydrated);
  } catch (error) {
    if (error instanceof CircularSchema)
      throw new Refusal("invalid", "Invalid schema: Unable to validate schema with circular references.");
    if (error instanceof SchemaError) throw new Refusal("invalid", error.message);
    throw error;
  }
}
