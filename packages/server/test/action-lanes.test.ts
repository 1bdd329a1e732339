/** Actions that take long keep nobody else's waiting; on both databases. */
import { DIALECTS, startHttpServer } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { automationServer, create, emit, eventsNamed, REACTIVE, saveBlock } from "./automation-server.ts";

describe.each(DIALECTS)("actions side by side on %s", (dialect) => {
  test("an automation acts while another one's web call is not answered; its own actions keep their order", async () => {
    await using server = await automationServer(dialect);
    const called = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    await using held = await startHttpServer((_request, response) => {
      called.resolve();
      void answered.promise.then(() => response.end("{}"));
    });
    const block = await saveBlock(server, "webhook", { url: held.url });
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
    await called.promise;
    await expect.poll(executed).toEqual(["quick 0"]);
    await emit(server, "later"); // comes while the web call is under way
    const more = server.react();
    await expect.poll(executed).toEqual(["quick 0", "quick 0"]);
    answered.resolve();
    await Promise.all([all, more]);
    expect(await executed()).toEqual(["quick 0", "quick 0", "slow 0", "slow 1"]);
  });
});
