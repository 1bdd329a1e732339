/** Actions that take long keep nobody else's waiting; on both databases. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { automationServer, create, emit, eventsNamed, REACTIVE, type AutomationServer } from "./automation-server.ts";

/** Web calls that are answered when a test says so. */
async function heldCalls(): Promise<AsyncDisposable & { url: string; called: Promise<void>; answer: () => void }> {
  const called = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const server = createServer((_request, response) => {
    called.resolve();
    void released.promise.then(() => response.end("{}"));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    called: called.promise,
    answer: released.resolve,
    async [Symbol.asyncDispose]() {
      released.resolve();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function webhookBlock(server: AutomationServer, url: string): Promise<string> {
  const [type] = await server.must<{ id: string }[]>("POST", "/block_types/filter", {
    block_types: { slug: { any_: ["webhook"] } },
  });
  const [schema] = await server.must<{ id: string }[]>("POST", "/block_schemas/filter", {
    block_schemas: { block_type_id: { any_: [type!.id] } },
  });
  const block = await server.must("POST", "/block_documents/", {
    name: "held",
    data: { url },
    block_type_id: type!.id,
    block_schema_id: schema!.id,
  });
  return block.id;
}

describe.each(DIALECTS)("actions side by side on %s", (dialect) => {
  test("an automation acts while another one's web call is not answered; its own actions keep their order", async () => {
    await using server = await automationServer(dialect);
    await using held = await heldCalls();
    const block = await webhookBlock(server, held.url);
    await create(server, {
      name: "slow",
      trigger: { ...REACTIVE, expect: ["ping"] },
      actions: [{ type: "call-webhook", block_document_id: block, payload: "{}" }, { type: "do-nothing" }],
    });
    await create(server, { name: "quick", trigger: { ...REACTIVE, expect: ["ping", "later"] } });
    const executed = async () =>
      (await eventsNamed(server, "prefect.automation.action.executed")).map(
        ({ resource, payload }) => `${resource["prefect.resource.name"]} ${String(payload!["action_index"])}`,
      );
    await emit(server, "ping");
    const all = server.react();
    await held.called;
    await expect.poll(executed).toEqual(["quick 0"]);
    await emit(server, "later"); // comes while the web call is under way
    const more = server.react();
    await expect.poll(executed).toEqual(["quick 0", "quick 0"]);
    held.answer();
    await Promise.all([all, more]);
    expect(await executed()).toEqual(["quick 0", "quick 0", "slow 0", "slow 1"]);
  });
});
