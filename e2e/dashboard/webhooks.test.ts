/** Inbound webhooks and deliveries as people meet them, and an automation tried on what has happened. */
import { startHttpServer, startWeir, type WeirProcess } from "@weir/testkit";
import type { Browser } from "playwright-core";
import { client, type Client } from "weir/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openView } from "./browser.ts";
import { lookAt } from "./looks.ts";

let browser: Browser;
let weir: WeirProcess;
let api: Client;

beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  api = client({ url: weir.apiUrl });
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

const post = (url: string, body: object): Promise<Response> =>
  fetch(url, { method: "POST", body: JSON.stringify(body) });

test(
  "a webhook is made by a form, receives, and what failed is replayed once it is mended",
  { timeout: 60_000 },
  async () => {
    await using view = await openView(browser, `${weir.url}/webhooks`);
    const { page } = view;
    await page.getByText("No webhooks yet").waitFor();
    await page.getByRole("button", { name: "New webhook" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Create" }).click();
    await dialog.getByText("It needs a name.").waitFor();
    await dialog.getByLabel("Name").fill("orders");
    await dialog
      .getByLabel("Template")
      .fill('{"event": "order.{{ body.state }}", "resource": {"prefect.resource.id": "order.{{ body.id }}"}}');
    await dialog.getByRole("button", { name: "Create" }).click();
    await dialog.getByText("It is a secret.").waitFor();
    const url = await dialog.getByLabel("the address", { exact: true }).innerText();
    await dialog.getByRole("button", { name: "Done" }).click();
    await page.getByRole("heading", { name: "orders" }).waitFor();
    await page.getByText("Nothing was received yet.").waitFor();

    expect((await post(url, { state: "paid", id: 7 })).status).toBe(202);
    expect((await post(url, { state: "<b>paid</b>" })).status).toBe(422);
    await page.getByRole("button", { name: "order.paid" }).waitFor();
    await page.getByRole("button", { name: "failed" }).click();
    await page.getByRole("button", { name: /comes out as order\./ }).click();
    await dialog.getByText("<b>paid</b>").waitFor();
    await dialog.getByRole("button", { name: "Close" }).last().click();

    await page.getByRole("button", { name: "Change" }).click();
    await dialog
      .getByLabel("Template")
      .fill('{"event": "order.arrived", "resource": {"prefect.resource.id": "orders"}}');
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: /comes out as order\./ }).click();
    await dialog.getByRole("button", { name: "Replay" }).click();
    await page.getByText("It became order.arrived.").waitFor();
    await page.getByRole("button", { name: "all" }).click();
    await page.getByRole("button", { name: "order.arrived" }).waitFor();

    // The address is shown only when it is asked for.
    await page.reload();
    await page.getByRole("button", { name: "Show the address" }).waitFor();
    expect(await page.content()).not.toContain(url.split("/").at(-1));
    await page.getByRole("button", { name: "Show the address" }).click();
    expect(await page.getByLabel("the address", { exact: true }).innerText()).toBe(url);
    await page.getByRole("button", { name: "New address" }).press("Enter");
    await dialog.getByRole("button", { name: "New address" }).press("Enter");
    await page.getByText("orders has another address.").waitFor();
    expect((await post(url, {})).status).toBe(404);
    expect(view.problems).toEqual([]);
  },
);

test("a sender's signing secret is made, shown once, and never again", async () => {
  await using view = await openView(browser, `${weir.url}/webhooks`);
  const { page } = view;
  await page.getByRole("button", { name: "New webhook" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("pushes");
  await dialog.getByLabel("Sender").selectOption("github");
  await dialog.getByRole("button", { name: "Create" }).click();
  const secret = await dialog.getByLabel("the secret", { exact: true }).innerText();
  await dialog.getByRole("button", { name: "Done" }).click();
  await page.getByText("Requests are let in that github has signed.").waitFor();
  expect(await page.content()).not.toContain(secret);
  expect(view.problems).toEqual([]);
});

test("deliveries, and an automation tried on past events", { timeout: 60_000 }, async () => {
  await using chat = await startHttpServer((_request, response) => void response.writeHead(400).end("no such channel"));
  const [type] = await api.blockTypes.filter({ block_types: { slug: { any_: ["custom-webhook"] } } });
  const [schema] = await api.blockSchemas.filter({ block_schemas: { block_type_id: { any_: [type!.id] } } });
  const block = await api.blockDocuments.create({
    name: "chat",
    data: { name: "chat", url: chat.url },
    block_type_id: type!.id,
    block_schema_id: schema!.id,
  });
  const trigger = {
    type: "event",
    posture: "Reactive",
    expect: ["order.late"],
    match: { "prefect.resource.id": "shop.*" },
  };
  const { id } = await api.automations.create({
    name: "tell of late orders",
    trigger,
    actions: [{ type: "send-notification", block_document_id: block.id, subject: "An order is late", body: "It is." }],
  });
  await using view = await openView(browser, `${weir.url}/deliveries`);
  const { page } = view;
  await page.getByText("Nothing was sent yet").waitFor();
  await api.events.create(
    ["shop.order.1", "elsewhere.2"].map((resource) => ({
      id: crypto.randomUUID(),
      occurred: new Date().toISOString(),
      event: "order.late",
      resource: { "prefect.resource.id": resource },
    })),
  );
  const row = page.getByRole("row").filter({ hasText: "An order is late" });
  await row.getByText("Failed").waitFor();
  await row.getByText("400 no such channel").waitFor();
  await page.getByRole("button", { name: "delivered" }).click();
  await page.getByText("No delivery matches").waitFor();
  await page.getByRole("button", { name: "failed" }).click();
  await row.getByRole("link").click();

  await page.getByRole("button", { name: "Try it" }).click();
  await page.getByText(/It would have fired once: 1 of \d+ events counted\./).waitFor();
  await page.getByRole("table", { name: "Firings" }).getByText("shop.order.1").waitFor();
  await page.getByText('prefect.resource.id is "elsewhere.2", not "shop.*"').waitFor();

  // A draft is tried as it is written, before it is saved.
  await page.getByRole("link", { name: "Edit" }).click();
  const draft = page.getByRole("textbox", { name: "JSON" });
  await draft.fill((await draft.inputValue()).replace("shop.*", "nowhere.*"));
  await page.getByRole("button", { name: "Try it" }).click();
  await page.getByText(/It would not have fired: 0 of \d+ events counted\./).waitFor();
  await page.getByText('prefect.resource.id is "shop.order.1", not "nowhere.*"').waitFor();
  expect(view.problems).toEqual([]);
  await lookAt(browser, `${weir.url}/deliveries`, "deliveries", (each) =>
    each.getByText("An order is late").first().waitFor(),
  );
  await lookAt(browser, `${weir.url}/automations/${id}`, "automation-tried", async (each) => {
    await each.getByRole("button", { name: "Try it" }).click();
    await each.getByRole("table", { name: "Firings" }).waitFor();
  });
});

test("the pages of webhooks are sound", { timeout: 90_000 }, async () => {
  const [hook] = await api.webhooks.list();
  await lookAt(browser, `${weir.url}/webhooks`, "webhooks", (page) =>
    page.getByRole("link", { name: "orders" }).waitFor(),
  );
  await lookAt(browser, `${weir.url}/webhooks/${hook!.id}`, "webhook", (page) =>
    page.getByText("order.paid").first().waitFor(),
  );
});
