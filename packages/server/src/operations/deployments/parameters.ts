/** The parameters of deployments and their runs: filled in, then checked against the flow's schema (spec CORE, 3.3). */
import { Refusal } from "../../platform/errors.ts";
import type { Reader } from "../../storage/store.ts";
import { hydrate, HydrationError, loadHydrationFacts } from "../schemas/hydrate.ts";
import { CircularSchema, SchemaError, validateValues } from "../schemas/validate.ts";

type Parameters = Readonly<Record<string, unknown>>;

/** Parameters with everything in them that stands for another value replaced; refuses what cannot be. */
export async function hydrateParameters(db: Reader, parameters: Parameters, what: string): Promise<Parameters> {
  // Nearly all say what they mean: then the variables need not be read.
  if (!JSON.stringify(parameters).includes("__prefect_kind")) return parameters;
  try {
    return hydrate(parameters, await loadHydrationFacts(db)) as Parameters;
  } catch (error) {
    if (error instanceof HydrationError)
      throw new Refusal("bad_request", `Error hydrating ${what} parameters: ${error.message}`);
    throw error;
  }
}

const NO_SCHEMA =
  "Error updating deployment: Cannot update parameters because parameter schema enforcement is enabled and the deployment does not have a valid parameter schema.";

/** Refuses parameters that do not fit the schema. */
export function checkParameters(
  schema: unknown,
  parameters: Parameters,
  doing: "updating deployment" | "creating flow run",
  options: { readonly ignoreRequired?: boolean } = {},
): void {
  if (schema === null || typeof schema !== "object") throw new Refusal("conflict", NO_SCHEMA);
  try {
    validateValues(schema, parameters, options);
  } catch (error) {
    if (error instanceof CircularSchema)
      throw new Refusal("invalid", "Invalid schema: Unable to validate schema with circular references.");
    if (error instanceof SchemaError) throw new Refusal("conflict", `Error ${doing}: ${error.message}`);
    throw error;
  }
}
