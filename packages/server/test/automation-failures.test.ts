/** What cannot be evaluated stops nothing else: automations that are damaged, on both databases. */
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import {
  automationServer,
  create,
  emit,
  eventsNamed,
  firings,
  REACTIVE,
  type AutomationServer,
} from "./automation-server.ts";

/** Spoils a column of an automation, before any of them has been loaded. */
const damage = ({ app }: AutomationServer, id: string, column: "actions" | "trigger") =>
  app.context.store.write((tx) =>
    tx.change((db) =>
      db
        .updateTable("automation")
        .set({ [column]: "null" })
        .where("id", "=", id),
    ),
  );

describe.each(DIALECTS)("damaged automations on %s", (dialect) => {
  test("what cannot be evaluated costs its own automation the event, and is told of once", async () => {
    await using server = await automationServer(dialect);
    const { id } = await create(server, { name: "damaged", trigger: { ...REACTIVE, expect: ["ping"] } });
    await create(server, { name: "sound", trigger: { ...REACTIVE, expect: ["ping"] } });
    await damage(server, id, "actions");
    const skipped = [await emit(server, "ping"), await emit(server, "ping")];
    await server.react();
    const triggered = await eventsNamed(server, "prefect.automation.triggered");
    expect(triggered.map(({ resource }) => resource["prefect.resource.name"])).toEqual(["sound", "sound"]);
    expect(await eventsNamed(server, "prefect.automation.evaluation-failed")).toMatchObject([
      {
        resource: { "prefect.resource.name": "damaged" },
        related: skipped.map((event) => ({ "prefect.resource.id": `prefect.event.${event}` })),
        payload: { skipped: 2, reason: expect.stringContaining("null") as string },
      },
    ]);
    await server.react();
    expect(await firings(server)).toBe(2);
  });

  test("what part of an evaluation had written is undone with it", async () => {
    await using server = await automationServer(dialect);
    const { id } = await create(server, { trigger: { ...REACTIVE, expect: ["ping"], threshold: 2, within: 60 } });
    await damage(server, id, "actions");
    await emit(server, "ping");
    await server.react();
    await emit(server, "ping"); // counts to two, fires, and fails where it is acted on
    await server.react();
    expect(await firings(server)).toBe(0);
    const counts = await server.app.context.store.read((db) =>
      db.rows((tables) => tables.selectFrom("trigger_bucket").select("count").where("automation_id", "=", id)),
    );
    expect(counts).toEqual([{ count: 1 }]);
  });

  test("one that waits in vain and cannot act does not keep others from it", async () => {
    await using server = await automationServer(dialect);
    const silent = { type: "event", posture: "Proactive", expect: ["ping"], within: 10 };
    const { id } = await create(server, { name: "damaged", trigger: silent });
    await create(server, { name: "sound", trigger: silent });
    await damage(server, id, "actions");
    await server.react();
    server.clock.advance(11);
    await server.react();
    const triggered = await eventsNamed(server, "prefect.automation.triggered");
    expect(triggered.map(({ resource }) => resource["prefect.resource.name"])).toEqual(["sound"]);
  });

  test("an automation that cannot be read does not keep the others from listening", async () => {
    await using server = await automationServer(dialect);
    const { id } = await create(server, { name: "damaged", trigger: { ...REACTIVE, expect: ["ping"] } });
    await create(server, { name: "sound", trigger: { ...REACTIVE, expect: ["ping"] } });
    await damage(server, id, "trigger");
    await emit(server, "ping");
    await server.react();
    const triggered = await eventsNamed(server, "prefect.automation.triggered");
    expect(triggered.map(({ resource }) => resource["prefect.resource.name"])).toEqual(["sound"]);
  });
});
