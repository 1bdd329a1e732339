/**
 * Checks requests against their schemas and words what is wrong as the reference does (pydantic's error list).
 * Validators are compiled at first use: a server that starts compiles none.
 */
import type Ajv from "ajv/dist/2020.js";
import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import type AjvFormats from "ajv-formats";
import { tryParseTime } from "@weir/contract";
import type { TSchema } from "typebox";
import { lazy } from "../platform/lazy.ts";
import { partsOf, readLaxly } from "./lax-types.ts";
import { withSafeIntegers } from "./safe-integers.ts";

const ajvPackage = lazy<typeof Ajv>("ajv/dist/2020.js");
const formatsPackage = lazy<typeof AjvFormats>("ajv-formats");

export interface Problem {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

/** A request that does not fit its schema; answered with 422. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";
  readonly problems: readonly Problem[];
  readonly body: unknown;
  constructor(problems: readonly Problem[], body: unknown) {
    super("Invalid request received.");
    this.problems = problems;
    this.body = body;
  }
}

/** A value that its schema admits but that cannot be, refused in the words of the reference. */
export const valueError = (
  at: readonly (string | number)[],
  message: string,
  input: unknown,
  body: unknown,
): InvalidRequest =>
  new InvalidRequest(
    [{ type: "value_error", loc: ["body", ...at], msg: `Value error, ${message}`, input, ctx: { error: {} } }],
    body,
  );

const makeAjv = (coerceTypes: boolean) => {
  const ajv = new (ajvPackage().default)({
    allErrors: true,
    strict: false,
    verbose: true,
    coerceTypes,
    validateFormats: true,
  });
  formatsPackage().default(ajv, ["uuid", "uri"]);
  ajv.addFormat("date-time", (text: string) => tryParseTime(text) !== undefined);
  return ajv;
};
let bodies: ReturnType<typeof makeAjv> | undefined;
let texts: ReturnType<typeof makeAjv> | undefined;
const compiled = new WeakMap<object, ValidateFunction>();

/** Where a value stood in the request. */
type Place = "body" | "query" | "path";

/** Checks a value; throws `InvalidRequest`. Query and path values are text and are converted to their types in place. */
export function validate(place: Place, schema: TSchema, value: unknown, body: unknown): void {
  let check = compiled.get(schema);
  if (!check) {
    const ajv = place === "body" ? (bodies ??= makeAjv(false)) : (texts ??= makeAjv(true));
    check = ajv.compile(withSafeIntegers(schema));
    compiled.set(schema, check);
  }
  if (check(value)) return;
  if (place === "body" && readLaxly(value, check.errors ?? []) && check(value)) return;
  throw new InvalidRequest(problemsOf(place, check.errors ?? []), body);
}

function problemsOf(place: Place, errors: readonly ErrorObject[]): Problem[] {
  const told = errors.filter((error) => error.keyword !== "if" && !isNoise(error, errors));
  return (told.length > 0 ? told : errors.slice(0, 1)).map((error) => problemOf(place, error));
}

/** The `null` branch of a nullable, and the summary of a union whose branches have already said what is wrong. */
function isNoise(error: ErrorObject, all: readonly ErrorObject[]): boolean {
  if (error.keyword === "type" && error.params["type"] === "null") return true;
  if (error.keyword !== "anyOf" && error.keyword !== "oneOf") return false;
  return all.some((other) => other !== error && other.instancePath.startsWith(error.instancePath) && !isNull(other));
}
const isNull = (error: ErrorObject): boolean => error.keyword === "type" && error.params["type"] === "null";

const TYPE_PROBLEMS: Readonly<Record<string, readonly [type: string, msg: string]>> = {
  string: ["string_type", "Input should be a valid string"],
  integer: ["int_type", "Input should be a valid integer"],
  number: ["float_type", "Input should be a valid number"],
  boolean: ["bool_type", "Input should be a valid boolean"],
  array: ["list_type", "Input should be a valid list"],
  object: ["model_attributes_type", "Input should be a valid dictionary or object to extract fields from"],
};

/** How the reference goes on where it was given a text. */
const UNREADABLE: Readonly<Record<string, string>> = {
  integer: "unable to parse string as an integer",
  number: "unable to parse string as a number",
  boolean: "unable to interpret input",
};

function problemOf(place: Place, error: ErrorObject): Problem {
  const at = partsOf(error.instancePath).map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const input: unknown = error.data;
  const { params } = error;
  const problem = (type: string, msg: string, ctx?: Problem["ctx"], more: (string | number)[] = []): Problem => ({
    type,
    loc: [place, ...at, ...more],
    msg,
    input: more.length > 0 && type === "extra_forbidden" ? (input as Record<string, unknown>)[more[0]!] : input,
    ...(ctx ? { ctx } : {}),
  });
  switch (error.keyword) {
    case "required":
      return {
        ...problem("missing", "Field required", undefined, [params["missingProperty"] as string]),
        ...(place === "query" ? { input: null } : {}),
      };
    case "additionalProperties":
      return problem("extra_forbidden", "Extra inputs are not permitted", undefined, [
        params["additionalProperty"] as string,
      ]);
    case "type": {
      const wanted = String(params["type"]);
      const [type, msg] = TYPE_PROBLEMS[wanted] ?? ["type_error", "Input has the wrong type"];
      if ((typeof input === "string" || (typeof input === "number" && wanted === "boolean")) && wanted in UNREADABLE)
        return problem(type.replace(/_type$/, "_parsing"), `${msg}, ${UNREADABLE[wanted]}`);
      if (typeof input === "number" && wanted === "integer")
        return problem("int_from_float", `${msg}, got a number with a fractional part`);
      return problem(type, msg);
    }
    case "enum": {
      const allowed = (params["allowedValues"] as unknown[]).map((value) => `'${String(value)}'`);
      const expected =
        allowed.length > 1 ? `${allowed.slice(0, -1).join(", ")} or ${allowed.at(-1)}` : allowed.join("");
      return problem("enum", `Input should be ${expected}`, { expected });
    }
    case "const":
      return problem("literal_error", `Input should be '${String(params["allowedValue"])}'`, {
        expected: `'${String(params["allowedValue"])}'`,
      });
    case "pattern":
      return problem("string_pattern_mismatch", `String should match pattern '${params["pattern"]}'`, {
        pattern: params["pattern"],
      });
    case "minLength":
      return problem(
        "string_too_short",
        `String should have at least ${params["limit"]} character${params["limit"] === 1 ? "" : "s"}`,
        { min_length: params["limit"] },
      );
    case "maxLength":
      return problem("string_too_long", `String should have at most ${params["limit"]} characters`, {
        max_length: params["limit"],
      });
    case "minimum":
      return problem("greater_than_equal", `Input should be greater than or equal to ${params["limit"]}`, {
        ge: params["limit"],
      });
    case "maximum":
      return problem("less_than_equal", `Input should be less than or equal to ${params["limit"]}`, {
        le: params["limit"],
      });
    case "exclusiveMinimum":
      return problem("greater_than", `Input should be greater than ${params["limit"]}`, { gt: params["limit"] });
    case "format":
      return params["format"] === "uuid"
        ? problem("uuid_parsing", "Input should be a valid UUID")
        : problem("datetime_from_date_parsing", "Input should be a valid datetime or date");
    default:
      return problem(error.keyword, error.message ?? "Input is not valid");
  }
}
