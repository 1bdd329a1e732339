/** Automations written in the dashboard: by a form, by JSON, and from ready-made ones. */
import { startWeir, type WeirProcess } from "@weir/testkit";
import type { Browser, Page } from "playwright-core";
import { client, type Client } from "weir/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openView, PHONE } from "./browser.ts";
import { lookAt } from "./looks.ts";

let browser: Browser;
let weir: WeirProcess;
let api: Client;
/** The deployment `etl/nightly`. */
let deployment: string;
/** A block that notifies. */
let notifier: string;

beforeAll(async () => {
  [browser, weir] = await Promise.all([openBrowser(), startWeir()]);
  api = client({ url: weir.apiUrl });
  const flow = await api.flows.create({ name: "etl" });
  ({ id: deployment } = await api.deployments.create({ name: "nightly", flow_id: flow.id }));
  const type = await api.blockTypes.readBySlug({ slug: "slack-webhook" });
  const [schema] = await api.blockSchemas.filter({ block_schemas: { block_type_id: { any_: [type.id] } } });
  ({ id: notifier } = await api.blockDocuments.create({
    name: "ops",
    block_type_id: type.id,
    block_schema_id: schema!.id,
    data: { url: "https://hooks.example.com/x" },
  }));
});
afterAll(() => Promise.all([browser.close(), weir.stop()]));

const saved = async (page: Page) => {
  await page.waitForURL(/\/automations\/[0-9a-f-]{36}$/);
  return api.automations.read({ id: new URL(page.url()).pathname.split("/").at(-1)! });
};
const json = (page: Page) => page.getByRole("textbox", { name: "JSON" });
const draft = async (page: Page) => JSON.parse(await json(page).inputValue()) as Record<string, unknown>;

test("new and edit are sound", { timeout: 120_000 }, async () => {
  await lookAt(browser, `${weir.url}/automations/new?template=failure-notification`, "automation-new", (page) =>
    page.getByRole("textbox", { name: "Subject" }).waitFor(),
  );
  const { id } = await api.automations.create({
    name: "imports and reports",
    description: "Both in time, or somebody is told",
    tags: ["prod"],
    trigger: {
      type: "sequence",
      within: 3600,
      triggers: [
        { posture: "Proactive", after: ["prefect.work-pool.paused"], expect: ["prefect.work-pool.*"], within: 600 },
        {
          posture: "Reactive",
          expect: ["report.*"],
          match: { "prefect.resource.id": ["report.*", "summary.*"] },
          match_related: [{ "prefect.resource.role": "owner" }],
          threshold: 3,
          within: 60,
        },
      ],
    },
    actions: [
      { type: "run-deployment", deployment_id: deployment, parameters: { file: "{{ event.payload.file }}" } },
      { type: "change-flow-run-state", state: "CANCELLED" },
    ],
  });
  await lookAt(browser, `${weir.url}/automations/${id}/edit`, "automation-edit", (page) =>
    page.getByText("etl/nightly").first().waitFor({ state: "attached" }),
  );
});

test("an automation is made by a form, with its JSON beside it", async () => {
  await using view = await openView(browser, `${weir.url}/automations`);
  const { page } = view;
  await page.getByRole("link", { name: "New automation" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("nightly again");
  await page.getByRole("textbox", { name: "Tags", exact: true }).fill("prod, night");
  const trigger = page.getByRole("region", { name: "Trigger" });
  await trigger.getByRole("button", { name: "Crashed" }).click();
  const deployments = trigger.getByRole("group", { name: "Of the deployments" });
  await deployments.getByText("Any deployment, or none").click();
  await deployments.getByRole("checkbox", { name: "etl/nightly" }).check();
  const actions = page.getByRole("region", { name: "Actions" });
  await actions.getByRole("button", { name: "Add an action" }).first().click();
  const first = actions.getByRole("listitem", { name: "Action 1" });
  await first.getByRole("combobox", { name: "By" }).selectOption({ label: "slack-webhook/ops" });
  await actions.getByRole("button", { name: "Add an action" }).first().click();
  const second = actions.getByRole("listitem", { name: "Action 2" });
  await second.getByRole("combobox", { name: "Action 2" }).selectOption({ label: "Run a deployment" });
  await second.getByRole("combobox", { name: "Which one" }).selectOption({ label: "the deployment of the event" });
  await second.getByRole("textbox", { name: "Begin after" }).fill("1h 30m");
  await second.getByRole("button", { name: "Remove action 2" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await second.getByRole("button", { name: "Move action 2 up" }).click();
  expect(await draft(page)).toMatchObject({
    name: "nightly again",
    actions: [{ type: "run-deployment", schedule_after: 5400 }, { type: "send-notification" }],
  });
  await page.getByRole("button", { name: "Create" }).click();
  expect(await saved(page)).toMatchObject({
    name: "nightly again",
    tags: ["prod", "night"],
    trigger: {
      posture: "Reactive",
      expect: ["prefect.flow-run.Failed", "prefect.flow-run.Crashed"],
      match_related: [
        { "prefect.resource.role": "deployment", "prefect.resource.id": [`prefect.deployment.${deployment}`] },
      ],
    },
    actions: [
      { type: "run-deployment", source: "inferred", deployment_id: null, schedule_after: 5400 },
      { type: "send-notification", block_document_id: notifier },
    ],
  });
  expect(view.problems).toEqual([]);
});

test("triggers in a row and what a firing sets off, by keyboard", async () => {
  await using view = await openView(browser, `${weir.url}/automations/new`);
  const { page } = view;
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  await name.fill("in a row");
  const trigger = page.getByRole("region", { name: "Trigger" });
  await trigger.getByRole("combobox", { name: "On" }).selectOption("sequence");
  await trigger.getByRole("button", { name: "Add a trigger" }).press("Enter");
  const second = trigger.getByRole("listitem", { name: "Trigger 2" });
  await second.getByRole("combobox", { name: "Then 2" }).selectOption({ label: "Events of any kind" });
  await second.getByRole("textbox", { name: "Names of the events" }).fill("report.ready\n\nreport.sent");
  await second
    .getByRole("group", { name: "About resources" })
    .getByRole("button", { name: "Remove label 1" })
    .press(" ");
  await second.getByRole("group", { name: "And a related" }).getByRole("button", { name: "Label" }).press(" ");
  await second.getByPlaceholder("prefect.resource.id").first().fill("team");
  await second.getByPlaceholder("prefect.flow-run.*").first().fill("!ops");
  await second.getByRole("textbox", { name: "Within" }).fill("90");
  await second.getByRole("textbox", { name: "As many as" }).fill("2");
  await trigger.getByRole("button", { name: "Move trigger 2 up" }).press("Enter");
  const more = page.getByRole("region", { name: "Because it has fired" });
  await more.getByRole("button", { name: "Add an action" }).press("Enter");
  // The new action is where the keyboard is.
  await page.locator("select:focus").selectOption({ label: "Turn an automation off" });
  await more.getByRole("combobox", { name: "Which one" }).selectOption({ label: "the automation of the event" });
  await name.press("Enter");
  expect(await saved(page)).toMatchObject({
    trigger: {
      type: "sequence",
      within: null,
      triggers: [
        {
          expect: ["report.ready", "report.sent"],
          match: {},
          match_related: { team: "!ops" },
          threshold: 2,
          within: 90,
        },
        { expect: ["prefect.flow-run.Failed"] },
      ],
    },
    actions: [],
    actions_on_trigger: [{ type: "pause-automation", source: "inferred", automation_id: null }],
  });
  await page.getByText("pause automation of the event, because it has fired").waitFor();
  expect(view.problems).toEqual([]);
});

test("it is changed as JSON, and the form goes along", async () => {
  const { id } = await api.automations.create({
    name: "by hand",
    trigger: { posture: "Reactive", expect: ["report.ready"] },
    actions: [{ type: "do-nothing" }],
  });
  await using view = await openView(browser, `${weir.url}/automations/${id}`);
  const { page } = view;
  await page.getByRole("link", { name: "Edit" }).click();
  await json(page).fill('{\n  "name": "by hand"\n  "actions": []\n}');
  await page.getByText("Line 3, column 3: A comma or } is expected").waitFor();
  // The form holds still on what could last be read.
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  expect(await name.inputValue()).toBe("by hand");
  expect(await name.isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Go there" }).click();
  expect(await json(page).evaluate((area: { selectionStart: number }) => area.selectionStart)).toBe(24);

  const child = { type: "event", posture: "Reactive", expect: ["report.ready"], threshold: 1e2, note: "mine" };
  const trigger = { type: "compound", require: 2, within: 60, triggers: [child, child, child] };
  await json(page).fill(JSON.stringify({ name: "by hand", trigger, actions: [{ type: "do-everything" }] }));
  await page.getByText("It also has “note”").first().waitFor();
  await page.getByText("The form does not know this action").waitFor();
  await page.getByRole("combobox", { name: "Fires when", exact: true }).selectOption({ label: "any of them fired" });
  await page.getByRole("listitem", { name: "Trigger 1" }).getByRole("textbox", { name: "As many as" }).fill("7");
  // What it does not know has stayed.
  expect(await draft(page)).toEqual({
    name: "by hand",
    trigger: { ...trigger, require: "any", triggers: [{ ...child, threshold: 7 }, child, child] },
    actions: [{ type: "do-everything" }],
  });
  await api.automations.setEnabled({ id }, { enabled: false });
  await page.getByText("Somebody else has changed it").waitFor();
  await page.getByRole("combobox", { name: "Action 1" }).selectOption({ label: "Do nothing" });
  await page.getByRole("button", { name: "Save" }).click();
  expect(await saved(page)).toMatchObject({
    trigger: { type: "compound", require: "any", triggers: [{ threshold: 7 }, { threshold: 100 }, {}] },
    actions: [{ type: "do-nothing" }],
  });
  expect(view.problems).toEqual([]);
});

test("what the server refuses is said at its field, or above them", async () => {
  await using view = await openView(browser, `${weir.url}/automations/new`);
  const { page } = view;
  const create = page.getByRole("button", { name: "Create" });
  await create.click();
  await page.getByText("It needs a name.").waitFor();
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  await page.locator("input:focus[aria-invalid=true]").waitFor();
  await name.fill("too soon");
  const trigger = page.getByRole("region", { name: "Trigger" });
  await trigger
    .getByRole("combobox", { name: "When a flow run" })
    .selectOption({ label: "stays in one of the states" });
  const span = trigger.getByRole("textbox", { name: "For", exact: true });
  await span.fill("soon");
  await create.click();
  // What cannot be read is not sent.
  await trigger.getByText("A length of time").waitFor();
  await span.fill("5s");
  await page.getByRole("button", { name: "Add an action" }).first().click();
  await create.click();
  await trigger.getByText("must be greater than or equal to 10 seconds").waitFor();
  expect(await span.getAttribute("aria-invalid")).toBe("true");
  const block = page.getByRole("combobox", { name: "By" });
  expect(await block.getAttribute("aria-invalid")).toBe("true");
  await span.fill("1m");
  // What has been changed is no longer complained about; the rest is.
  expect(await span.getAttribute("aria-invalid")).toBe("false");
  expect(await block.getAttribute("aria-invalid")).toBe("true");

  await trigger.getByRole("combobox", { name: "When a flow run" }).selectOption({ label: "enters one of the states" });
  await trigger.getByRole("button", { name: "Running" }).click();
  await page.getByRole("combobox", { name: "Action 1" }).selectOption({ label: "Run a deployment" });
  await page.getByRole("combobox", { name: "Which one" }).selectOption({ label: "the deployment of the event" });
  await create.click();
  await page
    .getByRole("alert")
    .filter({ hasText: /flow.run/i })
    .waitFor();
  expect(await api.automations.count({ automations: { name: { any_: ["too soon"] } } })).toBe(0);
  expect(view.problems.every((problem) => /422/.test(problem))).toBe(true);
});

test("a ready-made one becomes an automation about a deployment; leaving with changes asks", async () => {
  await using view = await openView(browser, `${weir.url}/automations/new`);
  const { page } = view;
  await page.getByRole("combobox", { name: "Start from" }).selectOption("runs-longer-than");
  await page.getByRole("combobox", { name: "About", exact: true }).selectOption({ label: "etl/nightly" });
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  await expect.poll(() => name.inputValue()).toBe("runs-longer-than of etl/nightly");
  await page.getByRole("textbox", { name: "Within" }).fill("2h");
  await page.getByRole("combobox", { name: "Start from" }).selectOption("late-runs");
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await question.getByRole("button", { name: "Not now" }).click();
  await page.getByRole("button", { name: "Create" }).click();
  expect(await saved(page)).toMatchObject({
    name: "runs-longer-than of etl/nightly",
    trigger: { posture: "Proactive", within: 7200, after: ["prefect.flow-run.Running"] },
    // The only block that notifies is chosen by itself.
    actions: [{ type: "send-notification", block_document_id: notifier }],
  });

  await page.getByRole("link", { name: "Edit" }).click();
  await name.fill("other");
  await page.getByRole("button", { name: "Cancel" }).click();
  await question.getByRole("button", { name: "Leave" }).click();
  await page.getByRole("heading", { name: "runs-longer-than of etl/nightly" }).waitFor();
  expect(view.problems).toEqual([]);
});

test("on a phone, form and JSON take turns", async () => {
  await using view = await openView(browser, `${weir.url}/automations/new`, { size: PHONE });
  const { page } = view;
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("small");
  expect(await json(page).isVisible()).toBe(false);
  await page.getByRole("button", { name: "JSON", exact: true }).click();
  expect(await draft(page)).toMatchObject({ name: "small" });
  await json(page).fill("{");
  await page.getByRole("button", { name: "Form", exact: true }).click();
  await page.getByText("The JSON cannot be read: line 1").waitFor();
  expect(view.problems).toEqual([]);
});
