/** Blocks as people meet them: found, made from the catalogue, changed without losing a secret, looked after, deleted. */
import { startWeir, type WeirProcess } from "@weir/testkit";
import type { Browser, Page } from "playwright-core";
import { client, type Client } from "weir/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openView } from "./browser.ts";
import { lookAt } from "./looks.ts";

const PASSWORD = "s3cr3t-of-the-login";
const TOKEN = "t0ken-of-the-station";

let browser: Browser;
let weir: WeirProcess;
let api: Client;
let login: string;
let station: string;

/** A type of one's own with some of every kind of value, and blocks of it. */
beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  api = client({ url: weir.apiUrl });
  const loginType = await api.blockTypes.create({
    name: "Weather Login",
    slug: "weather-login",
    description: 'Who asks.\n\n<img src=x onerror="window.pwned = true"> **Never** [share](javascript:alert(1)) it.',
    logo_url: "https://elsewhere.example/logo.png",
  });
  const loginFields = {
    title: "WeatherLogin",
    type: "object",
    properties: {
      user: { title: "User", type: "string", description: "Name of the account.", position: 0 },
      password: { title: "Password", type: "string", format: "password", writeOnly: true, position: 1 },
    },
    required: ["user", "password"],
    secret_fields: ["password"],
    block_type_slug: "weather-login",
    block_schema_references: {},
  };
  const loginSchema = await api.blockSchemas.create({ block_type_id: loginType.id, fields: loginFields });
  const stationType = await api.blockTypes.create({ name: "Weather Station", slug: "weather-station" });
  const stationSchema = await api.blockSchemas.create({
    block_type_id: stationType.id,
    capabilities: ["read-weather"],
    fields: {
      title: "WeatherStation",
      type: "object",
      properties: {
        station: { title: "Station", type: "string", minLength: 2, description: "Its short name.", position: 0 },
        interval: { title: "Interval", type: "integer", default: 60, minimum: 1, position: 1 },
        unit: { title: "Unit", enum: ["celsius", "kelvin"], default: "celsius", position: 2 },
        active: { title: "Active", type: "boolean", default: true, position: 3 },
        sensors: { title: "Sensors", type: "array", items: { type: "string" }, position: 4 },
        headers: { title: "Headers", type: "object", position: 5 },
        token: {
          title: "Token",
          anyOf: [{ type: "string", format: "password", writeOnly: true }, { type: "null" }],
          default: null,
          description: "What the station wants to see.",
          position: 6,
        },
        login: {
          title: "Login",
          anyOf: [{ $ref: "#/definitions/WeatherLogin" }, { type: "null" }],
          default: null,
          position: 7,
        },
      },
      required: ["station"],
      secret_fields: ["token", "headers.*"],
      block_type_slug: "weather-station",
      block_schema_references: {
        login: { block_type_slug: "weather-login", block_schema_checksum: loginSchema.checksum },
      },
      definitions: { WeatherLogin: loginFields },
    },
  });
  const made = await api.blockDocuments.create({
    name: "reader",
    data: { user: "ada", password: PASSWORD },
    block_type_id: loginType.id,
    block_schema_id: loginSchema.id,
  });
  login = made.id;
  const oslo = await api.blockDocuments.create({
    name: "oslo",
    data: {
      station: "OSL",
      sensors: ["rain", "wind"],
      headers: { authorization: "Basic abcdef" },
      token: TOKEN,
      login: { $ref: { block_document_id: login } },
    },
    block_type_id: stationType.id,
    block_schema_id: stationSchema.id,
  });
  station = oslo.id;
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

const withSecrets = async (id: string): Promise<Record<string, unknown>> =>
  (await api.blockDocuments.read({ id }, { include_secrets: true })).data ?? {};

const field = (page: Page, name: string) => page.getByLabel(new RegExp(`^${name}\\b`));

test("the list, the catalogue, a block, its audit and its form are sound", { timeout: 180_000 }, async () => {
  await lookAt(browser, `${weir.url}/blocks`, "blocks", (page) =>
    page.getByRole("row").filter({ hasText: "oslo" }).getByText("Weather Station").waitFor(),
  );
  await lookAt(browser, `${weir.url}/blocks/catalog`, "block-catalogue", (page) =>
    page.getByText("Who asks.").waitFor(),
  );
  await lookAt(browser, `${weir.url}/blocks/${station}`, "block", (page) =>
    page.getByRole("row", { name: /^token stored, not shown/ }).waitFor(),
  );
  await lookAt(browser, `${weir.url}/blocks/${station}/edit`, "block-edit", (page) => field(page, "token").waitFor());
  await lookAt(browser, `${weir.url}/blocks/${station}?tab=audit`, "block-audit", (page) =>
    page.getByRole("row").filter({ hasText: "made" }).waitFor(),
  );
});

test("a server without blocks says how to get one", async () => {
  await using empty = await startWeir();
  await lookAt(browser, `${empty.url}/blocks`, "blocks-none", (page) => page.getByText("No blocks yet").waitFor());
});

test("the list is narrowed by name and type, in the address", async () => {
  await using view = await openView(browser, `${weir.url}/blocks`);
  const { page } = view;
  await page.getByText("2 blocks", { exact: true }).waitFor();
  await page.getByRole("combobox", { name: "Type" }).selectOption({ label: "Weather Login" });
  await page.getByText("1 block", { exact: true }).waitFor();
  await page.keyboard.press("/");
  await page.getByRole("searchbox").fill("os");
  await page.getByText("No block matches").waitFor();
  expect(new URL(page.url()).search).toBe("?q=os&type=weather-login");
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await page.getByText("2 blocks", { exact: true }).waitFor();
  expect(view.problems).toEqual([]);
});

test("what a type says of itself cannot act on the page, and its picture is not fetched", async () => {
  await using view = await openView(browser, `${weir.url}/blocks/catalog/weather-login`);
  const { page } = view;
  await page.getByText("Never", { exact: true }).waitFor();
  expect(await page.evaluate("'pwned' in window")).toBe(false);
  expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
  expect(view.problems).toEqual([]);
});

test("a block is made from the catalogue by keyboard, and what is wrong is said at its field", async () => {
  await using view = await openView(browser, `${weir.url}/blocks`);
  const { page, problems } = view;
  await page.getByRole("link", { name: "New block" }).press("Enter");
  await page.getByRole("link", { name: "Create Weather Station" }).press("Enter");
  await page.getByRole("button", { name: "Create" }).press("Enter");
  await page.getByText("2 things are to be put right.").waitFor();
  // The first of them has the focus.
  await page.keyboard.type("oslo");
  expect(await field(page, "station").getAttribute("aria-invalid")).toBe("true");
  await field(page, "station").fill("BGO");
  await field(page, "sensors").fill('["snow"');
  await page.getByText(/^This is not JSON/).waitFor();
  await field(page, "sensors").fill('["snow"]');
  await field(page, "token").fill(TOKEN);
  await field(page, "login").selectOption({ label: "reader" });
  await page.getByRole("button", { name: "Create" }).press("Enter");
  await page.getByText("There is a block of this type with this name already.").waitFor();
  expect(problems.splice(0)).toHaveLength(2); // the answer 409, and the console's word of it
  await field(page, "Name of the block").fill("bergen");
  await page.getByRole("button", { name: "Create" }).press("Enter");
  await page.getByRole("heading", { name: "bergen", level: 1 }).waitFor();
  const id = new URL(page.url()).pathname.split("/").at(-1)!;
  expect(await withSecrets(id)).toEqual({
    station: "BGO",
    interval: 60,
    unit: "celsius",
    active: true,
    sensors: ["snow"],
    token: TOKEN,
    login: { user: "ada", password: PASSWORD },
  });
  await api.blockDocuments.delete({ id });
  expect(problems).toEqual([]);
});

test("a change keeps the secrets that are not touched, and shows none", async () => {
  await using view = await openView(browser, `${weir.url}/blocks/${station}`);
  const { page } = view;
  const seen: string[] = [];
  page.on(
    "response",
    (answer) =>
      void answer
        .text()
        .then((text) => seen.push(text))
        .catch(() => undefined),
  );
  await page.getByRole("link", { name: "Change" }).press("Enter");
  expect(await field(page, "token").inputValue()).toBe("");
  expect(await field(page, "token").getAttribute("type")).toBe("password");
  await field(page, "interval").fill("0");
  await page.getByRole("button", { name: "Save" }).press("Enter");
  await page.getByText("At least 1.").waitFor();
  await field(page, "interval").fill("15");
  const headers = await field(page, "headers").inputValue();
  await field(page, "headers").fill(headers.replace("{", '{ "x-team": "data",'));
  await page.getByRole("button", { name: "Save" }).press("Enter");
  await page.getByRole("row", { name: /^interval 15/ }).waitFor();
  expect(await withSecrets(station)).toMatchObject({
    interval: 15,
    token: TOKEN,
    headers: { authorization: "Basic abcdef", "x-team": "data" },
    login: { user: "ada", password: PASSWORD },
  });
  const everything = seen.join("") + (await page.content());
  for (const secret of [TOKEN, PASSWORD, "Basic abcdef"]) expect(everything).not.toContain(secret);
  expect(view.problems).toEqual([]);
});

test("a secret is replaced, also by one of several lines, and taken away on purpose", async () => {
  await using view = await openView(browser, `${weir.url}/blocks/${station}/edit`);
  const { page } = view;
  await page.getByRole("button", { name: "Show what is typed" }).click();
  await field(page, "token").fill("first\nsecond");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("oslo is changed.").waitFor();
  expect(await withSecrets(station)).toHaveProperty("token", "first\nsecond");
  await page.getByRole("link", { name: "Change" }).click();
  await page.getByRole("button", { name: "Take it away" }).click();
  await page.getByText("It will be taken away.").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("row", { name: /^token not set/ }).waitFor();
  expect(await withSecrets(station)).toHaveProperty("token", null);
  expect(view.problems).toEqual([]);
});

test("a block says where it is used, and what was done with it", async () => {
  await api.automations.create({
    name: "ask the station",
    trigger: { type: "event", posture: "Reactive", expect: ["weather.asked"], threshold: 1, within: 0 },
    actions: [{ type: "call-webhook", block_document_id: login }],
  });
  await api.workPools.create({
    name: "weather",
    type: "process",
    base_job_template: {
      job_configuration: { env: "{{ env }}" },
      variables: {
        type: "object",
        properties: { env: { type: "object", default: { USER: "{{ prefect.blocks.weather-login.reader.user }}" } } },
      },
    },
  });
  await using view = await openView(browser, `${weir.url}/blocks/${login}`);
  const { page } = view;
  await page.getByLabel("Python", { exact: true }).getByText('Block.load("weather-login/reader")').waitFor();
  // The arrow keys go through the tabs.
  await page.getByRole("tab", { name: "Values" }).press("ArrowRight");
  const uses = page.getByRole("table", { name: "Where it is used" }).getByRole("row");
  await expect.poll(() => uses.count()).toBe(4);
  expect(await uses.allInnerTexts()).toEqual(
    ["Name", "oslo", "weather", "ask the station"].map((name) => expect.stringContaining(name)),
  );
  await page.getByRole("tab", { name: "Where it is used", selected: true }).press("End");
  await page.getByRole("row").filter({ hasText: "made" }).filter({ hasText: "127.0.0.1" }).waitFor();
  expect(await page.getByRole("table", { name: "Audit" }).innerText()).not.toContain(PASSWORD);
  expect(new URL(page.url()).search).toBe("?tab=audit");
  expect(view.problems).toEqual([]);
});

test("it is deleted after a question, by keyboard", async () => {
  const { block_type_id, block_schema_id } = await api.blockDocuments.read({ id: login });
  const gone = await api.blockDocuments.create({
    name: "gone",
    data: { user: "x", password: "yyyyyyyy" },
    block_type_id,
    block_schema_id,
  });
  // The address that the reference's client prints.
  await using view = await openView(browser, `${weir.url}/blocks/block/${gone.id}`);
  const { page } = view;
  await page.getByRole("button", { name: "Delete" }).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).press("Enter");
  await page.getByText("2 blocks", { exact: true }).waitFor();
  await expect(api.blockDocuments.read({ id: gone.id })).rejects.toMatchObject({ status: 404 });
  expect(view.problems).toEqual([]);
});

test("who may only look is told so, where it is asked for", async () => {
  await using guarded = await startWeir();
  const owner = client({ url: guarded.apiUrl });
  const { id: typeId } = await owner.blockTypes.readBySlug({ slug: "secret" });
  const [schema] = await owner.blockSchemas.filter({ block_schemas: { block_type_id: { any_: [typeId] } }, limit: 1 });
  const { id } = await owner.blockDocuments.create({
    name: "api-key",
    data: { value: TOKEN },
    block_type_id: typeId,
    block_schema_id: schema!.id,
  });
  const { key: all } = await owner.keys.create({ name: "boss", role: "admin" });
  const boss = client({ url: guarded.apiUrl, apiKey: all });
  const { key } = await boss.keys.create({ name: "guest", role: "viewer" });
  await using view = await openView(browser, `${guarded.url}/blocks/${id}?tab=audit`);
  const { page } = view;
  await page.getByLabel("User and password").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("The audit is for keys with the role admin").waitFor();
  await page.getByRole("link", { name: "Change" }).click();
  await field(page, "value").fill("another");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").getByText("This needs the role operator").waitFor();
});
