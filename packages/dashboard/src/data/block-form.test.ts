import type { BlockDocument } from "@weir/contract";
import { expect, test } from "vitest";
import { blockFields, MASK, OWN_NAME, readBlock, refusalOf, REMOVED } from "./block-form.ts";

const SCHEMA = {
  type: "object",
  properties: {
    url: { type: "string", format: "password", writeOnly: true, position: 0 },
    pin: { anyOf: [{ type: "string", format: "password" }, { type: "null" }], default: null, position: 1 },
    headers: { type: "object", position: 2 },
    method: { enum: ["GET", "POST"], default: "POST", position: 3 },
    login: { anyOf: [{ $ref: "#/definitions/Login" }, { type: "null" }], default: null, position: 4 },
    token: { type: "string", position: 5 },
    value: { anyOf: [{ type: "string" }, { type: "integer" }], format: "password", position: 6 },
  },
  required: ["url"],
  secret_fields: ["url", "pin", "headers.*", "token", "value"],
  block_schema_references: {
    login: [
      { block_type_slug: "basic", block_schema_checksum: "a" },
      { block_type_slug: "bearer", block_schema_checksum: "b" },
    ],
  },
};
const CHILD = "01980000-0000-7000-8000-000000000001";
const document = (data: Record<string, unknown>): BlockDocument =>
  ({ data, block_document_references: { login: { block_document: { id: CHILD } } } }) as unknown as BlockDocument;
const STORED = document({
  url: MASK,
  pin: MASK,
  headers: { authorization: MASK },
  method: "GET",
  login: { user: "a" },
});
const textsOf = (fields: ReturnType<typeof blockFields>): Record<string, string> =>
  Object.fromEntries(fields.map(({ name, initial }) => [name, initial]));

test("secrets, choices and blocks within the block are told apart", () => {
  expect(blockFields(SCHEMA).map(({ name, kind, slugs }) => [name, kind, slugs.join(" ")])).toEqual([
    ["url", "secret", ""],
    ["pin", "secret", ""],
    ["headers", "json", ""],
    ["method", "choice", ""],
    ["login", "json", "basic bearer"],
    ["token", "secret", ""],
    ["value", "secret", ""],
  ]);
});

test("a new block gets what is shown, defaults too", () => {
  const fields = blockFields(SCHEMA);
  const texts = { ...textsOf(fields), url: "https://example.com", login: CHILD, value: "7" };
  expect(readBlock(fields, texts, true)).toEqual({
    data: { url: "https://example.com", method: "POST", login: { $ref: { block_document_id: CHILD } }, value: "7" },
  });
});

test("what is missing or no value is said at its field", () => {
  const fields = blockFields(SCHEMA);
  expect(readBlock(fields, { ...textsOf(fields), headers: "[]" }, true)).toEqual({
    errors: { url: "This needs a value.", headers: "This must be an object: { … }." },
  });
});

test("a secret that is stored is never in the form, and stays if it is not touched", () => {
  const fields = blockFields(SCHEMA, STORED);
  const texts = textsOf(fields);
  expect(fields.filter(({ stored }) => stored).map(({ name }) => name)).toEqual(["url", "pin"]);
  expect(texts["url"]).toBe("");
  expect(readBlock(fields, texts, false)).toEqual({ data: {} });
  expect(readBlock(fields, { ...texts, url: "new", method: '"POST"' }, false)).toEqual({
    data: { url: "new", method: "POST" },
  });
});

test("secrets within an object go back as they came, for the server to put the real ones in their place", () => {
  const fields = blockFields(SCHEMA, STORED);
  const texts = { ...textsOf(fields), headers: `{ "authorization": "${MASK}", "x-team": "data" }` };
  expect(readBlock(fields, texts, false)).toEqual({ data: { headers: { authorization: MASK, "x-team": "data" } } });
  // An empty one is hidden as a whole: no JSON to change, and none to send.
  const [, , headers] = blockFields(SCHEMA, document({ url: MASK, headers: MASK }));
  expect(headers).toMatchObject({ stored: true, initial: "" });
});

test("a secret and a block within are taken away on purpose only", () => {
  const fields = blockFields(SCHEMA, STORED);
  expect(readBlock(fields, { ...textsOf(fields), pin: REMOVED, login: "" }, false)).toEqual({
    data: { pin: null, login: null },
  });
});

test("what a document lacks although it is required is asked for when it is changed", () => {
  const fields = blockFields(SCHEMA, document({ method: "GET" }));
  expect(readBlock(fields, textsOf(fields), false)).toEqual({ errors: { url: "This needs a value." } });
});

test("a refusal stands at the field that it is about", () => {
  const names = ["name", "url", "login"];
  expect(refusalOf({ status: 409, body: { detail: "Block already exists" } }, names)).toEqual({
    [OWN_NAME]: "There is a block of this type with this name already.",
  });
  expect(
    refusalOf({ status: 422, body: { exception_detail: [{ loc: ["body", "name"], msg: "no such letters" }] } }, names),
  ).toEqual({ [OWN_NAME]: "no such letters" });
  const detail = "Received block reference without a block_document_id in key login";
  expect(refusalOf({ status: 400, body: { detail } }, names)).toEqual({ login: detail });
  expect(refusalOf(new Error("no answer"), names)).toEqual({ "": "no answer" });
});
