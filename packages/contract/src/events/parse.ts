/** Reading triggers and actions from JSON: what fits is brought to its normal form, what does not is told. */
import { durationSeconds } from "../time.ts";

/** Something that does not fit, and where. */
export interface ShapeProblem {
  /** Kind of problem, in the reference's words. */
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
}

export type Place = readonly (string | number)[];
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** What a timedelta of Python holds. */
const LONGEST = 999_999_999 * 86_400;

/** Reads the fields of one object, and collects what is wrong with them. */
export class Fields {
  readonly #given: JsonObject;
  readonly #at: Place;
  readonly #problems: ShapeProblem[];

  constructor(given: JsonObject, at: Place, problems: ShapeProblem[]) {
    this.#given = given;
    this.#at = at;
    this.#problems = problems;
  }

  has(name: string): boolean {
    return this.#given[name] !== undefined;
  }

  raw(name: string): unknown {
    return this.#given[name];
  }

  at(name: string): Place {
    return [...this.#at, name];
  }

  refuse(name: string, type: string, msg: string): undefined {
    this.#problems.push({ type, loc: this.at(name), msg, input: this.#given[name] ?? this.#given });
    return undefined;
  }

  missing(name: string): undefined {
    return this.refuse(name, "missing", "Field required");
  }

  /** The value that a test admits, or the default where the field is absent. */
  #take<T>(name: string, otherwise: T, fits: (value: unknown) => boolean, type: string, msg: string): T {
    const value = this.#given[name];
    if (value === undefined) return otherwise;
    if (fits(value)) return value as T;
    this.refuse(name, type, msg);
    return otherwise;
  }

  text(name: string, otherwise: string): string {
    const fits = (value: unknown): boolean => typeof value === "string";
    return this.#take(name, otherwise, fits, "string_type", "Input should be a valid string");
  }

  textOrNull(name: string): string | null {
    const fits = (value: unknown): boolean => value === null || typeof value === "string";
    return this.#take<string | null>(name, null, fits, "string_type", "Input should be a valid string");
  }

  flag(name: string, otherwise: boolean): boolean {
    const fits = (value: unknown): boolean => typeof value === "boolean";
    return this.#take(name, otherwise, fits, "bool_type", "Input should be a valid boolean");
  }

  integer(name: string, otherwise: number): number {
    return this.#take(name, otherwise, Number.isSafeInteger, "int_type", "Input should be a valid integer");
  }

  uuidOrNull(name: string): string | null {
    const fits = (value: unknown): boolean => value === null || (typeof value === "string" && UUID.test(value));
    const id = this.#take<string | null>(name, null, fits, "uuid_parsing", "Input should be a valid UUID");
    return id === null ? null : id.toLowerCase();
  }

  objectOrNull(name: string): JsonObject | null {
    const fits = (value: unknown): boolean => value === null || isObject(value);
    return this.#take<JsonObject | null>(name, null, fits, "dict_type", "Input should be a valid dictionary");
  }

  /** A set: each text once, in the order in which it first came. */
  texts(name: string): string[] {
    const fits = (value: unknown): boolean => Array.isArray(value) && value.every((each) => typeof each === "string");
    return [...new Set(this.#take<string[]>(name, [], fits, "set_type", "Input should be a valid set"))];
  }

  oneOf<const T extends readonly string[]>(name: string, values: T, otherwise: T[number]): T[number] {
    const listed = values.map((value) => `'${value}'`).join(" or ");
    const fits = (value: unknown): boolean => (values as readonly unknown[]).includes(value);
    return this.#take<T[number]>(name, otherwise, fits, "literal_error", `Input should be ${listed}`);
  }

  /** Seconds, of 0 and more. */
  duration(name: string, otherwise: number): number {
    if (!this.has(name)) return otherwise;
    const length = durationSeconds(this.#given[name]);
    if (length === undefined) this.refuse(name, "time_delta_type", "Input should be a valid timedelta");
    else if (length < 0) this.refuse(name, "greater_than_equal", "Input should be greater than or equal to 0 seconds");
    else if (length > LONGEST)
      this.refuse(name, "time_delta_parsing", "Input should be a valid timedelta, days should be less than 999999999");
    else return length;
    return otherwise;
  }
}
