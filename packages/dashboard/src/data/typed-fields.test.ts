import fc from "fast-check";
import { parseActions } from "@weir/contract/actions";
import { parseTrigger } from "@weir/contract/triggers";
import { describe, expect, it } from "vitest";
import { ACTION_KINDS, newAction } from "./automation-kinds.ts";
import { withAt } from "./json-path.ts";
import {
  commasField,
  countField,
  fullTextField,
  labelsField,
  linesField,
  objectField,
  spanField,
  textField,
  type TypedField,
} from "./typed-fields.ts";

/** The fields of event triggers and of actions as the form has them. */
const FIELDS = {
  expect: linesField,
  after: linesField,
  for_each: linesField,
  match: labelsField,
  match_related: labelsField,
  threshold: countField,
  within: spanField(undefined),
  parameters: objectField,
  job_variables: objectField,
  schedule_after: spanField(undefined),
  name: textField,
  message: textField,
  subject: textField,
  body: fullTextField,
  payload: textField,
} as Readonly<Record<string, TypedField<unknown>>>;

/** The value after each field that can show its part was filled with what it shows. */
const retypedBy = (value: Readonly<Record<string, unknown>>): unknown =>
  Object.entries(FIELDS).reduce<unknown>((all, [key, field]) => {
    const shown = Object.hasOwn(value, key) ? field.show(value[key]) : undefined;
    if (shown === undefined) return all;
    const reading = field.read(shown);
    expect(reading).toHaveProperty("value");
    return withAt(all, [key], (reading as { value: unknown }).value);
  }, value);

const text = fc.oneof(fc.string(), fc.constantFrom("a b", " a", "", "x\ny", "!a*", "{{ a }}", "a, b"));
const texts = fc.array(text, { maxLength: 3 });
const labels = fc.dictionary(text, fc.oneof(text, texts), { maxKeys: 3 });
const span = fc.oneof(fc.nat(), fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constantFrom("PT1M", "01:00:00"));
const filled = fc
  .dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
  // As JSON has it: without negative zeros.
  .map((value) => JSON.parse(JSON.stringify(value)) as object);
const object = fc.oneof(fc.constant(null), filled);

describe("what a form shows and reads again means the same", () => {
  it("in every event trigger", () => {
    const triggers = fc.record(
      {
        posture: fc.constantFrom("Reactive", "Proactive"),
        expect: texts,
        after: texts,
        for_each: texts,
        match: labels,
        match_related: fc.oneof(labels, fc.array(labels, { maxLength: 2 })),
        threshold: fc.nat(),
        within: span,
      },
      { requiredKeys: ["posture"] },
    );
    const meaning = (value: unknown): unknown => {
      const { trigger, problems } = parseTrigger(value, []);
      return { ...oneAsList(trigger), problems: problems.length };
    };
    fc.assert(
      fc.property(triggers, (trigger) => {
        expect(meaning(retypedBy(trigger))).toEqual(meaning(trigger));
      }),
    );
  });

  it.each(Object.keys(ACTION_KINDS))("in every action %s", (type) => {
    const fields = ACTION_KINDS[type]!.fields;
    const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
      source: fc.constantFrom("selected", "inferred"),
      block_document_id: fc.uuid(),
      deployment_id: fc.uuid(),
      work_pool_id: fc.uuid(),
      work_queue_id: fc.uuid(),
      automation_id: fc.uuid(),
      parameters: object,
      job_variables: object,
      schedule_after: span,
      state: fc.constantFrom("CANCELLED", "FAILED"),
      name: fc.oneof(text, fc.constant(null)),
      message: fc.oneof(text, fc.constant(null)),
      force: fc.boolean(),
      subject: text,
      body: text,
      payload: fc.oneof(text, filled),
    };
    const given = fc.record(Object.fromEntries(fields.map((field) => [field, values[field]!])), { requiredKeys: [] });
    const meaning = (value: unknown): unknown => {
      const { actions, problems } = parseActions([value], []);
      return { action: emptyAsDefault(actions[0]!), problems: problems.map(({ loc }) => loc) };
    };
    fc.assert(
      fc.property(given, (more) => {
        const action = { ...newAction(type), ...more };
        expect(meaning(retypedBy(action))).toEqual(meaning(action));
      }),
    );
  });
});

/** A pattern means the same as a list of it alone. */
const oneAsList = (trigger: object): object =>
  JSON.parse(JSON.stringify(trigger), (_, value: unknown) =>
    Array.isArray(value) && value.length === 1 && typeof value[0] === "string" ? (value[0] as string) : value,
  ) as object;

/** An empty text is left out where there is a default: a message, a name, a subject. */
const emptyAsDefault = (action: object): object =>
  Object.fromEntries(
    Object.entries(action).map(([key, value]) => [
      key,
      value === "" || value === null || (key === "subject" && value === "Prefect automated notification")
        ? null
        : (value as unknown),
    ]),
  );

describe("a field", () => {
  it.each<[string, TypedField<string>, unknown]>([
    ["a text that is a number", textField, 5],
    ["a list in place of a text", textField, ["a"]],
    ["a line with spaces around it", linesField, [" a"]],
    ["an empty line", linesField, [""]],
    ["two lines in one", linesField, ["a\nb"]],
    ["a comma within", commasField, ["a,b"]],
    ["a count that is a text", countField, "5"],
    ["no length of time", spanField(null), "soon"],
    ["a negative one", spanField(null), -5],
    ["a list in place of an object", objectField, []],
  ])("does not show what it could not give back: %s", (_, field, value) => {
    expect(field.show(value)).toBeUndefined();
  });

  it.each([{ a: [] }, { a: ["x", ""] }, { a: 5 }, { "": "x" }, { " a": "x" }, { a: "x\ny" }, [], "x"])(
    "of labels does not show %j",
    (value) => {
      expect(labelsField.show(value)).toBeUndefined();
    },
  );

  it.each<[TypedField<string>, string, unknown]>([
    [countField, "many", { error: "A whole number, such as 3." }],
    [countField, "", { value: undefined }],
    [countField, " 12 ", { value: 12 }],
    [spanField(null), "", { value: null }],
    [spanField(undefined), "2h", { value: 7200 }],
    [linesField, " a \n\n b", { value: ["a", "b"] }],
    [commasField, "a,, b ", { value: ["a", "b"] }],
    [textField, "", { value: undefined }],
    [fullTextField, "", { value: "" }],
    [objectField, "[1]", { error: "This must be an object: { … }." }],
    [objectField, '{ "a" 1 }', { error: "A colon is expected (line 1, column 7)." }],
    [objectField, " ", { value: undefined }],
  ])("reads what is typed (%#)", (field, typed, reading) => {
    expect(field.read(typed)).toEqual(reading);
  });

  it("of labels takes a label in several rows as one with several patterns, and leaves out unfinished rows", () => {
    const rows = [
      { label: " a ", pattern: "x" },
      { label: "", pattern: "y" },
      { label: "a", pattern: "!z" },
      { label: "b", pattern: "" },
      { label: "c", pattern: "*" },
    ];
    expect(labelsField.read(rows)).toEqual({ value: { a: ["x", "!z"], c: "*" } });
  });
});
