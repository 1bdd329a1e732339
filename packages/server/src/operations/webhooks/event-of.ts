/** The event that a request becomes, by the template of its webhook. */
import { formatTime, tryParseTime, WEBHOOK_PRESETS, type Micros, type WebhookTemplate } from "@weir/contract";
import { uuid7 } from "../../platform/ids.ts";
import { decodeEvent, InvalidEvent, MAX_EVENT_BYTES } from "../incoming-event.ts";
import type { IncomingEvent } from "../receive-events.ts";
import { asJsonTemplate, renderTemplate, TemplateError } from "../schemas/template.ts";

type Json = Record<string, unknown>;
type Texts = Readonly<Record<string, string>>;

/** What a template sees of a request. */
export interface TemplateView {
  readonly webhook: { readonly id: string; readonly name: string };
  readonly headers: Texts;
  readonly query: Texts;
  readonly body: unknown;
  readonly received: Micros;
}

/** No event can be made of a request; says why. */
export class NoEvent extends Error {
  override readonly name = "NoEvent";
}

/** Names that are the server's: no request from outside may pretend to be a run. */
const OURS = /^(prefect|weir)\./;
const ID = "prefect.resource.id";
const ROLE = "prefect.resource.role";

/** The body as templates see it: what JSON or a form says, or else its text. */
export function parsedBody(text: string, contentType = ""): unknown {
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) {
    const form: Json = Object.fromEntries(new URLSearchParams(text));
    // Slack puts JSON into a field of a form.
    return typeof form["payload"] === "string" ? { ...form, payload: parsedBody(form["payload"]) } : form;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Fills in a template's texts. */
class Filling {
  readonly #variables: Json;

  constructor({ webhook, headers, query, body, received }: TemplateView) {
    this.#variables = { webhook, headers, query, body, received: formatTime(received) };
  }

  text(source: string, field: string): string {
    try {
      return renderTemplate(source, this.#variables);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new NoEvent(`the template of ${field} cannot be filled in: ${error.message}`);
    }
  }

  /** Labels; those that come out empty are left out. */
  labels(sources: Texts, field: string): Record<string, string> {
    const filled = Object.entries(sources).map(([name, source]) => [
      name,
      this.text(source, `${field}.${name}`).trim(),
    ]);
    return Object.fromEntries(filled.filter(([, value]) => value !== "")) as Record<string, string>;
  }

  value(source: unknown, field: string): unknown {
    if (typeof source === "string") {
      const whole = asJsonTemplate(source);
      return whole === undefined ? this.text(source, field) : (JSON.parse(this.text(whole, field)) as unknown);
    }
    if (Array.isArray(source)) return source.map((each, index) => this.value(each, `${field}.${index}`));
    if (typeof source !== "object" || source === null) return source;
    return Object.fromEntries(
      Object.entries(source).map(([name, each]) => [name, this.value(each, `${field}.${name}`)]),
    );
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Refuses names of which a part is missing: what was to be filled in is not in the request. */
function requireWhole(name: string, what: string): void {
  if (/(^\.|\.\.|\.$)/.test(name))
    throw new NoEvent(`${what} comes out as ${name}: the request lacks what it is made of`);
}

function timeOf(text: string): string {
  // Senders count seconds or milliseconds, or write it out.
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  const micros = number === undefined ? tryParseTime(text) : Math.round(number * (number < 1e11 ? 1e6 : 1e3));
  if (micros === undefined || !Number.isSafeInteger(micros)) throw new NoEvent(`occurred is no time: ${text}`);
  return formatTime(micros);
}

/**
 * @param template null for the preset's
 * @throws NoEvent
 */
export function eventOf(
  preset: keyof typeof WEBHOOK_PRESETS,
  template: WebhookTemplate | null,
  view: TemplateView,
): Required<IncomingEvent> {
  const {
    event,
    resource,
    related = [],
    payload = "{{ body }}",
    occurred,
  }: WebhookTemplate = template ?? WEBHOOK_PRESETS[preset].template;
  const fill = new Filling(view);
  const name = fill.text(event, "event").trim();
  if (name === "") throw new NoEvent("the name of the event is empty");
  requireWhole(name, "the name of the event");
  if (OURS.test(name)) throw new NoEvent(`the name of the event is ${name}: those that begin so are the server's own`);
  const labels = fill.labels(resource, "resource");
  requireWhole(labels[ID] ?? "", "the id of the resource");
  const told = fill.value(payload, "payload");
  const whole = {
    id: uuid7(),
    event: name,
    occurred: timeOf(
      (occurred === undefined ? "" : fill.text(occurred, "occurred").trim()) || formatTime(view.received),
    ),
    resource: labels,
    related: [
      ...related.map((each, index) => fill.labels(each, `related.${index}`)).filter((labels) => labels[ID]),
      { [ID]: `weir.webhook.${view.webhook.id}`, "prefect.resource.name": view.webhook.name, [ROLE]: "webhook" },
    ],
    payload: isObject(told) ? told : { body: told },
    follows: null,
  };
  try {
    const decoded = decodeEvent(whole);
    if (Buffer.byteLength(decoded.text) <= MAX_EVENT_BYTES) return decoded;
  } catch (error) {
    if (error instanceof InvalidEvent) throw new NoEvent(error.summary);
    throw error;
  }
  throw new NoEvent(`the event is larger than ${MAX_EVENT_BYTES} bytes`);
}
