import type { BlockDocument } from "@weir/contract";
import { expect, test } from "vitest";
import { pythonOf, typescriptOf } from "./block-code.ts";
import { mentions, refersTo } from "./block-users.ts";
import { localLogo } from "./logo.ts";

const ID = "01980000-0000-7000-8000-000000000001";
const block = (slug: string, type: object = {}, schema: object = {}): BlockDocument =>
  ({ id: ID, name: "prod", block_type: { slug, name: "Weather Station", ...type }, block_schema: schema }) as never;

test("a template names a block, whatever follows its name but more of a name", () => {
  const secret = block("secret");
  expect(mentions({ env: { A: "{{ prefect.blocks.secret.prod }}" } }, secret)).toBe(true);
  expect(mentions({ env: { A: "x-{{prefect.blocks.secret.prod.user}}" } }, secret)).toBe(true);
  expect(mentions({ env: { A: "{{ prefect.blocks.secret.prod-2 }}" } }, secret)).toBe(false);
  expect(mentions({ env: { A: "{{ prefect.blocks.secrets.prod }}" } }, secret)).toBe(false);
  expect(mentions({ env: { A: "prefect.blocks.secret.prod" } }, secret)).toBe(false);
  expect(mentions([{ type: "send-notification", block_document_id: ID }], secret)).toBe(true);
  expect(mentions(undefined, secret)).toBe(false);
});

test("a block refers to what is within it", () => {
  const parent = { block_document_references: { login: { block_document: { id: ID } } } };
  expect(refersTo(parent as never, ID)).toBe(true);
  expect(refersTo({} as BlockDocument, ID)).toBe(false);
});

test("programs get a block by the class that there is, or by their own", () => {
  expect(typescriptOf(block("slack-webhook"))).toBe(
    'import { Slack } from "weir/blocks";\n\nconst slackWebhook = await Slack.load("prod");',
  );
  expect(typescriptOf(block("weather-station"))).toContain('import { WeatherStation } from "./blocks.ts";');
  expect(typescriptOf(block("weather-station", {}, { fields: { title: "Weather" } }))).toContain("await Weather.load(");
  const example = "Load it:\n```python\nfrom prefect.blocks.system import Secret\n\nSecret(value=1)\n```";
  expect(pythonOf(block("secret", { code_example: example }))).toBe(
    'from prefect.blocks.system import Secret\n\nsecret_block = Secret.load("prod")',
  );
  expect(pythonOf(block("weather-station"))).toBe(
    'from prefect.blocks.core import Block\n\nweather_station_block = Block.load("weather-station/prod")',
  );
});

test.each([
  ["https://elsewhere.example/logo.png", undefined],
  ["//elsewhere.example/logo.png", undefined],
  ["javascript:alert(1)", undefined],
  ["data:text/html,x", undefined],
  ["data:image/png;base64,AA", "data:image/png;base64,AA"],
  ["/logos/a.png", "http://here:4200/logos/a.png"],
  ["http://here:4200/logos/a.png", "http://here:4200/logos/a.png"],
  ["http://[", undefined],
  [null, undefined],
])("the picture at %s", (address, shown) => expect(localLogo(address, "http://here:4200/ui/")).toBe(shown));
