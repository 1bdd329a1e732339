/** A server whose automations react when a test says so. */
import { randomUUID } from "node:crypto";
import { formatTime, type Automation, type EventPage, type Settings } from "@weir/contract";
import type { Dialect } from "@weir/testkit";
import { ManualClock, testServer, type TestServer } from "./support.ts";

export const REACTIVE = { type: "event", posture: "Reactive" } as const;

export interface AutomationServer extends TestServer {
  readonly clock: ManualClock;
  /** Reads the events that have come, looks for those that have not, and does what is due. */
  readonly react: () => Promise<number>;
}

export async function automationServer(dialect: Dialect, settings: Partial<Settings> = {}): Promise<AutomationServer> {
  const clock = new ManualClock();
  const server = await testServer(dialect, { clock, settings });
  const service = server.app.services.find(({ name }) => name === "automations")!;
  return Object.assign(server, { clock, react: () => service.runOnce(clock.now()) });
}

export const create = (server: TestServer, body: object): Promise<Automation> =>
  server.must<Automation>("POST", "/automations/", { name: "a", actions: [{ type: "do-nothing" }], ...body });

/** Saves a block of a type that the server has by itself; answers its id. */
export async function saveBlock(server: TestServer, slug: string, data: object): Promise<string> {
  const [type] = await server.must<{ id: string }[]>("POST", "/block_types/filter", {
    block_types: { slug: { any_: [slug] } },
  });
  const [schema] = await server.must<{ id: string }[]>("POST", "/block_schemas/filter", {
    block_schemas: { block_type_id: { any_: [type!.id] } },
  });
  const ids = { block_type_id: type!.id, block_schema_id: schema!.id };
  return (await server.must("POST", "/block_documents/", { name: "block", data, ...ids })).id;
}

/** Sends an event that occurs now; answers its id. */
export async function emit(
  server: AutomationServer,
  event: string,
  id = "thing.1",
  more: object = {},
): Promise<string> {
  const whole = {
    id: randomUUID(),
    occurred: formatTime(server.clock.now()),
    event,
    resource: { "prefect.resource.id": id, "prefect.resource.name": `name of ${id}` },
    ...more,
  };
  await server.must("POST", "/events", [whole]);
  return whole.id;
}

/** The first 50 events of a name, the oldest first. */
export const eventsNamed = async (server: TestServer, name: string): Promise<EventPage["events"]> =>
  (
    await server.must<EventPage>("POST", "/events/filter", {
      filter: {
        event: { name: [name] },
        order: "ASC",
        occurred: { since: "2020-01-01T00:00:00Z", until: "2100-01-01T00:00:00Z" },
      },
    })
  ).events;

export const firings = async (server: TestServer): Promise<number> =>
  (await eventsNamed(server, "prefect.automation.triggered")).length;
