/** What is wrong with a value, in the words of the reference's checker: people read them in the output of its CLI. */
import type { ErrorObject } from "ajv/dist/2020.js";

/** A value as Python writes it. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
    const escaped = value.replace(/\\/g, "\\\\").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/\t/g, "\\t");
    return quote + (quote === "'" ? escaped.replace(/'/g, "\\'") : escaped) + quote;
  }
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${shown(key)}: ${shown(item)}`)
    .join(", ")}}`;
}

const unexpected = (names: readonly string[]): string =>
  `Additional properties are not allowed (${names.map(shown).join(", ")} ${names.length > 1 ? "were" : "was"} unexpected)`;

/** One error as a text. `alike` are the others of its keyword at its place, with which it is told as one. */
export function reasonOf(error: ErrorObject, alike: readonly ErrorObject[] = [error]): string {
  const { keyword, params, data } = error;
  const value = shown(data);
  const limit = params["limit"] as number;
  switch (keyword) {
    case "required":
      return `${shown(params["missingProperty"])} is a required property`;
    case "dependentRequired":
      return `${shown(params["missingProperty"])} is a dependency of ${shown(params["property"])}`;
    case "type":
      return `${value} is not of type ${[params["type"]].flat().map(shown).join(", ")}`;
    case "enum":
      return `${value} is not one of ${shown(params["allowedValues"])}`;
    case "const":
      return `${shown(params["allowedValue"])} was expected`;
    case "anyOf":
      return `${value} is not valid under any of the given schemas`;
    case "oneOf":
      return params["passingSchemas"]
        ? `${value} is valid under each of the given schemas`
        : `${value} is not valid under any of the given schemas`;
    case "additionalProperties":
      return unexpected(alike.map((one) => String(one.params["additionalProperty"])).sort());
    case "minimum":
      return `${value} is less than the minimum of ${limit}`;
    case "maximum":
      return `${value} is greater than the maximum of ${limit}`;
    case "exclusiveMinimum":
      return `${value} is less than or equal to the minimum of ${limit}`;
    case "exclusiveMaximum":
      return `${value} is greater than or equal to the maximum of ${limit}`;
    case "multipleOf":
      return `${value} is not a multiple of ${params["multipleOf"]}`;
    case "minLength":
    case "minItems":
      return `${value} ${limit === 1 ? "should be non-empty" : "is too short"}`;
    case "maxLength":
    case "maxItems":
      return `${value} ${limit === 0 ? "is expected to be empty" : "is too long"}`;
    case "minProperties":
      return `${value} ${limit === 1 ? "should be non-empty" : "does not have enough properties"}`;
    case "maxProperties":
      return `${value} ${limit === 0 ? "is expected to be empty" : "has too many properties"}`;
    case "uniqueItems":
      return `${value} has non-unique elements`;
    case "pattern":
      return `${value} does not match ${shown(params["pattern"])}`;
    case "format":
      return `${value} is not a ${shown(params["format"])}`;
    case "contains":
      return `${value} does not contain items matching the given schema`;
    default:
      return `${value} ${error.message ?? "is not valid"}`;
  }
}
