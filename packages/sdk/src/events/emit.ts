/** `emitEvent()`: tells the server, and whoever listens there, that something has happened. */
import type { Event } from "@weir/contract";
import { formatTime, parseTime } from "@weir/contract/time";
import { backend as currentBackend } from "../backend.ts";
import { describeError } from "../errors.ts";
import { currentScope, type Scope } from "../engine/scope.ts";
import { now, uuid7 } from "../engine/time.ts";
import { writeLine } from "../logging/console.ts";
import { redactJson } from "../redaction.ts";
import { relatedResource, tagResources } from "../wire.ts";

export type EventLabels = Readonly<Record<string, string>>;

export interface NewEvent {
  /** Name of what has happened, as `orders.arrived`; 1,024 characters at most. */
  readonly event: string;
  /** What it is about: an id, as `shop.orders.17`, or labels with that id as `prefect.resource.id`. */
  readonly resource: string | EventLabels;
  /** What else has to do with it; each with an id and `prefect.resource.role`. The run that emits it comes by itself. */
  readonly related?: readonly EventLabels[] | undefined;
  /** More about it, as JSON. */
  readonly payload?: Readonly<Record<string, unknown>> | undefined;
  /** When it happened. Default: now. */
  readonly occurred?: Date | undefined;
  /** An event that it came of. What lies more than five minutes before it is left out, as the reference does it. */
  readonly follows?: Pick<Event, "id" | "occurred"> | undefined;
  /** Default: a new one. The server takes an id once, so what is sent again with it counts once. */
  readonly id?: string | undefined;
}

/** An event that is on its way. */
export interface EmittedEvent extends Event {
  /**
   * Resolves when the server has it safely, also after connections that broke; rejects if it never will. Who does not
   * look at it is not troubled: what could not be delivered is then written to the console.
   */
  readonly delivered: Promise<void>;
}

const MAX_NAME = 1024;
const MAX_BYTES = 1_500_000;
const MAX_RELATED = 100;
const FOLLOWS_WITHIN = 300e6;
const ID = "prefect.resource.id";
const ROLE = "prefect.resource.role";

/**
 * Emits an event, without waiting for the server.
 *
 * @throws TypeError that names what is wrong with it
 */
export function emitEvent(fields: NewEvent): EmittedEvent {
  const scope = currentScope();
  const event = toEvent(fields, scope);
  const delivered = deliver(event, scope);
  delivered.catch((error: unknown) =>
    writeLine("warn", "", `event ${event.event} did not reach the server: ${describeError(error)}`, new Date()),
  );
  // The promise is no part of what the event is as JSON.
  return Object.defineProperty({ ...event }, "delivered", { value: delivered, enumerable: false }) as EmittedEvent;
}

/** At once where there is a backend already: one that flushes next waits for it. */
function deliver(event: Event, scope: Scope | undefined): Promise<void> {
  const backend = scope?.backend ?? currentBackend();
  return backend instanceof Promise ? backend.then((opened) => opened.deliver(event)) : backend.deliver(event);
}

function toEvent({ event, occurred, follows, id, ...fields }: NewEvent, scope: Scope | undefined): Event {
  if (event === "" || event.length > MAX_NAME)
    throw new TypeError(`event: a name has 1 to ${MAX_NAME} characters, this one has ${event.length}`);
  const resource = typeof fields.resource === "string" ? { [ID]: fields.resource } : fields.resource;
  if (!resource[ID]) throw new TypeError(`resource: an event is about something: give its id, or ${ID}`);
  const own = fields.related ?? [];
  const wrong = own.findIndex((each) => !each[ID] || !each[ROLE]);
  if (wrong >= 0) throw new TypeError(`related[${wrong}]: it needs ${ID} and ${ROLE}`);
  if (own.length > MAX_RELATED)
    throw new TypeError(`related: ${own.length} resources are too many, ${MAX_RELATED} can be named`);
  const at = occurred === undefined ? now() : occurred.getTime() * 1000;
  const follow = follows && Math.abs(at - parseTime(follows.occurred)) < FOLLOWS_WITHIN ? follows.id : null;
  const whole = {
    id: id ?? uuid7(now()),
    occurred: formatTime(at),
    event,
    resource: { ...resource },
    related: withRun(resource, own, scope),
    payload: redactJson({ ...fields.payload }) as Event["payload"],
    follows: follow,
  } as Event;
  const bytes = Buffer.byteLength(JSON.stringify(whole));
  if (bytes > MAX_BYTES) throw new TypeError(`payload: the event has ${bytes} bytes, ${MAX_BYTES} can be sent`);
  return whole;
}

/** The related resources, with the run that emits the event and what that belongs to. */
function withRun(resource: EventLabels, own: readonly EventLabels[], scope: Scope | undefined): EventLabels[] {
  if (!scope?.flow && !scope?.task) return [...own];
  const { flow, task } = scope;
  const tags = [...new Set([...(flow?.tags ?? []), ...(task?.record.tags ?? [])])].sort();
  const ofRun = [
    ...(flow?.asRelated ?? []),
    ...(task ? [relatedResource("task-run", task.record)] : []),
    ...(flow?.deploymentId === undefined
      ? []
      : [{ [ID]: `prefect.deployment.${flow.deploymentId}`, [ROLE]: "deployment" }]),
    ...tagResources(tags),
  ];
  const named = new Set([resource[ID], ...own.map((each) => each[ID])]);
  return [...own, ...ofRun.filter((each) => !named.has(each[ID]))].slice(0, MAX_RELATED);
}
