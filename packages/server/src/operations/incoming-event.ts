/**
 * Decodes an event from outside: checks it by hand (a validator is too slow for what task runs send) and brings it to
 * the form in which it is kept. Where the text it came as has that form already, the text itself is kept.
 */
import { formatTime, tryParseTime, type Event } from "@weir/contract";
import type { IncomingEvent } from "./receive-events.ts";

/** Greatest size of an event as JSON, in bytes. */
export const MAX_EVENT_BYTES = 1_500_000;
const MAX_NAME = 1024;
const MAX_LABELS = 500;
const MAX_RELATED = 100;

/** An event that breaks a rule; says which. */
export class InvalidEvent extends Error {
  override readonly name = "InvalidEvent";
  /** Where in the event. */
  readonly loc: readonly (string | number)[];
  readonly input: unknown;
  constructor(message: string, loc: readonly (string | number)[], input: unknown) {
    super(message);
    this.loc = loc;
    this.input = input;
  }

  /** The whole story in one line, for a log. */
  get summary(): string {
    return `${this.loc.join(".") || "event"}: ${this.message}`;
  }
}

type Json = Record<string, unknown>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const CANONICAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const FIELDS: ReadonlySet<string> = new Set(["occurred", "event", "resource", "related", "payload", "id", "follows"]);

const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === "object" && !Array.isArray(value);

function checkResource(value: unknown, loc: readonly (string | number)[], related: boolean): void {
  if (!isObject(value)) throw new InvalidEvent("Input should be a valid dictionary", loc, value);
  let labels = 0;
  for (const label in value) {
    labels++;
    if (typeof value[label] !== "string")
      throw new InvalidEvent("Input should be a valid string", [...loc, label], value[label]);
  }
  const refuse = (message: string): never => {
    throw new InvalidEvent(message, loc, value);
  };
  if (labels > MAX_LABELS) refuse(`The maximum number of labels per resource is ${MAX_LABELS}`);
  const { "prefect.resource.id": id, "prefect.resource.role": role } = value;
  if (id === undefined) refuse("Resources must include the prefect.resource.id label");
  if (id === "") refuse("The prefect.resource.id label must be non-empty");
  if (!related) return;
  if (role === undefined) refuse("Related Resources must include the prefect.resource.role label");
  if (role === "") refuse("The prefect.resource.role label must be non-empty");
}

function uuid(value: unknown, field: string): string {
  if (typeof value === "string") {
    if (UUID.test(value)) return value;
    const low = value.toLowerCase();
    if (UUID.test(low)) return low;
  }
  throw new InvalidEvent("Input should be a valid UUID", [field], value);
}

/** The same value without what a database refuses: NUL characters and halves of surrogate pairs. */
function storable(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("\0", "").toWellFormed();
  if (Array.isArray(value)) return value.map(storable);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [storable(key), storable(each)]));
}

/**
 * @param text the JSON that `value` was parsed from, if it is at hand
 * @throws InvalidEvent
 */
export function decodeEvent(value: unknown, text?: string): Required<IncomingEvent> {
  if (!isObject(value)) throw new InvalidEvent("Input should be a valid dictionary or object", [], value);
  const { occurred, event, resource, related = [], payload = {}, follows = null } = value;
  const time = typeof occurred === "string" ? tryParseTime(occurred) : undefined;
  if (time === undefined) throw new InvalidEvent("Input should be a valid datetime", ["occurred"], occurred);
  if (typeof event !== "string") throw new InvalidEvent("Input should be a valid string", ["event"], event);
  if (event.length > MAX_NAME)
    throw new InvalidEvent(`Event name must be at most ${MAX_NAME} characters`, ["event"], event);
  checkResource(resource, ["resource"], false);
  if (!Array.isArray(related)) throw new InvalidEvent("Input should be a valid list", ["related"], related);
  if (related.length > MAX_RELATED)
    throw new InvalidEvent(`The maximum number of related resources is ${MAX_RELATED}`, ["related"], related);
  for (let index = 0; index < related.length; index++) checkResource(related[index], ["related", index], true);
  if (!isObject(payload)) throw new InvalidEvent("Input should be a valid dictionary", ["payload"], payload);
  const id = uuid(value["id"], "id");
  const leader = follows === null ? null : uuid(follows, "follows");

  let fields = 0;
  for (const field in value) fields += FIELDS.has(field) ? 1 : FIELDS.size;
  const kept =
    text !== undefined &&
    fields === FIELDS.size &&
    CANONICAL_TIME.test(occurred as string) &&
    id === value["id"] &&
    leader === follows &&
    text.startsWith("{") &&
    text.endsWith("}");
  if (kept && !text.includes("\\u")) return { event: value as Event, text, occurred: time };
  const whole = {
    occurred: formatTime(time),
    event,
    resource,
    related,
    payload,
    id,
    follows: leader,
  } as Event;
  const written = JSON.stringify(whole);
  if (!written.includes("\\u")) return { event: whole, text: written, occurred: time };
  const clean = storable(whole) as Event;
  return { event: clean, text: JSON.stringify(clean), occurred: time };
}
