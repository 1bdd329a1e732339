import { parseActions } from "@weir/contract/actions";
import { READY_MADE } from "@weir/contract/ready-made";
import { parseTrigger } from "@weir/contract/triggers";
import type { Automation } from "@weir/contract";
import { describe, expect, it } from "vitest";
import {
  blank,
  draftOf,
  ofAutomation,
  ofTemplate,
  pathKey,
  pathText,
  placed,
  problemsOf,
  retyped,
  undone,
  type Written,
  writtenAsText,
  writtenByForm,
} from "./automation-draft.ts";
import {
  ACTION_KINDS,
  newAction,
  newTrigger,
  reaction,
  retrigger,
  TRIGGER_KINDS,
  triggerKind,
  unknownActionKeys,
  unknownTriggerKeys,
} from "./automation-kinds.ts";

const KINDS = TRIGGER_KINDS.map(({ kind }) => kind);

describe("the draft", () => {
  const draft = draftOf({ name: "x" });

  it("is what its text says, and stays what it said while that cannot be read", () => {
    expect(retyped(draft, '{"name": "y"}')).toEqual({ text: '{"name": "y"}', value: { name: "y" } });
    const broken = retyped(draft, '{"name": ');
    expect(broken).toMatchObject({ text: '{"name": ', value: { name: "x" }, fault: { line: 1, column: 10 } });
    expect(retyped(broken, "{}")).toEqual({ text: "{}", value: {} });
    expect(retyped(draft, "[]").fault?.message).toContain("an object");
  });

  it("of a stored automation leaves out what the server makes", () => {
    const { trigger } = parseTrigger(retrigger(newTrigger("event"), "sequence"), []);
    const stored: Automation = {
      ...{ id: "1", created: null, updated: null, name: "x", description: "", enabled: true, tags: [] },
      ...{ trigger, actions: [{ type: "do-nothing" }], actions_on_trigger: [], actions_on_resolve: [] },
    };
    const value = ofAutomation(stored);
    expect(Object.keys(value)).toEqual(["name", "description", "enabled", "tags", "trigger", "actions"]);
    expect(JSON.stringify(value)).not.toContain('"id"');
    expect(parseTrigger(value["trigger"], [])).toEqual({ trigger, problems: [] });
    expect(ofAutomation({ ...stored, actions_on_resolve: stored.actions })).toHaveProperty("actions_on_resolve");
  });

  it("that is blank lacks nothing but a name and actions", () => {
    expect(parseTrigger(blank()["trigger"], []).problems).toEqual([]);
  });
});

describe("a step back", () => {
  const begin: Written = { draft: draftOf({ name: "", actions: [] }), past: [] };
  const named = ["n", "na", "nam"].reduce(
    (written, name) => writtenByForm(written, { ...written.draft.value, name }),
    begin,
  );

  it("undoes what was typed in a field at once", () => {
    expect(named.draft.value["name"]).toBe("nam");
    expect(undone(named)).toEqual(begin);
    expect(undone(begin)).toEqual(begin);
  });

  it("undoes one field after the other, and each action that was added or removed", () => {
    const more = writtenByForm(named, { ...named.draft.value, actions: [{ type: "do-nothing" }] });
    const other = writtenByForm(more, { name: "nam", actions: [{ type: "cancel-flow-run" }] });
    const named2 = writtenByForm(other, { ...other.draft.value, name: "x" });
    const removed = writtenByForm(named2, { ...named2.draft.value, actions: [] });
    const back = [removed];
    while (back.at(-1)!.past.length > 0) back.push(undone(back.at(-1)!));
    expect(back.map(({ draft }) => draft)).toEqual(
      [removed, named2, other, more, named, begin].map(({ draft }) => draft),
    );
  });

  it("undoes what was typed as JSON at once, and begins anew after that", () => {
    const typed = ["{", "{}"].reduce(writtenAsText, named);
    expect(typed.draft).toEqual({ text: "{}", value: {} });
    const back = undone(typed);
    expect(back.draft).toEqual(named.draft);
    expect(undone(writtenByForm(back, { ...back.draft.value, name: "names" })).draft).toEqual(named.draft);
  });

  it("goes back so far and no further", () => {
    let written = begin;
    for (let count = 1; count <= 300; count++)
      written = writtenByForm(written, { actions: Array.from({ length: count }, () => ({ type: "do-nothing" })) });
    expect(written.past).toHaveLength(100);
  });
});

describe("ready-made automations", () => {
  it.each(READY_MADE.map(({ name }) => name))("%s is sound", (name) => {
    const value = ofTemplate(name, { label: "etl", flow: "etl" }, crypto.randomUUID())!;
    expect(value["name"]).toBe(`${name} of etl`);
    expect(parseTrigger(value["trigger"], []).problems).toEqual([]);
    expect(parseActions(value["actions"] as unknown[], []).problems).toEqual([]);
    expect(triggerKind(value["trigger"])).toBeDefined();
  });

  it("leave the block open where none is known, and are none by another name", () => {
    expect(ofTemplate("late-runs", {})!["actions"]).toMatchObject([{ type: "send-notification" }]);
    expect(JSON.stringify(ofTemplate("late-runs", {}))).not.toContain("block_document_id");
    expect(ofTemplate("early-runs", {})).toBeUndefined();
  });
});

describe("kinds of triggers", () => {
  it("become each other, and are what they became", () => {
    for (const from of KINDS)
      for (const to of KINDS) {
        const trigger = retrigger(retrigger(newTrigger("event"), from), to);
        expect(parseTrigger(trigger, []).problems, `${from} to ${to}`).toEqual([]);
        // A usual trigger is also one of events.
        if (to !== "event") expect(triggerKind(trigger)).toBe(to);
      }
  });

  it("keep what they can", () => {
    const one = { ...newTrigger("work-pool"), note: "mine" };
    const sequence = retrigger(one, "sequence");
    expect(sequence).toEqual({ type: "sequence", triggers: [one], within: null });
    expect(retrigger({ ...sequence, within: 5 }, "compound")).toEqual({
      type: "compound",
      require: "all",
      triggers: [one],
      within: 5,
    });
    expect(retrigger(sequence, "event")).toBe(one);
    expect(unknownTriggerKeys(one)).toEqual(["note"]);
  });

  it.each([null, 5, [], { type: "metric" }, { type: "compound", triggers: {} }])("do not include %j", (value) => {
    expect(triggerKind(value)).toBeUndefined();
  });
});

describe("kinds of actions", () => {
  const TYPES = Object.keys(ACTION_KINDS);

  it("are those that there are", () => {
    const [{ msg } = { msg: "" }] = parseActions([{ type: "no" }], []).problems;
    expect([...msg.matchAll(/'([^']+)'/g)].map(([, type]) => type).sort()).toEqual(TYPES.toSorted());
  });

  it.each(TYPES)("%s has fields for all of it", (type) => {
    const [action] = parseActions([{ ...newAction(type), source: "inferred" }], []).actions;
    expect(unknownActionKeys(action! as unknown as Readonly<Record<string, unknown>>)).toEqual([]);
  });

  it("keep what two of them have in common", () => {
    const pause = { type: "pause-deployment", source: "selected", deployment_id: "1", note: "mine" };
    expect(reaction(pause, "run-deployment")).toEqual({
      type: "run-deployment",
      source: "selected",
      deployment_id: "1",
    });
    expect(reaction(pause, "pause-work-pool")).toEqual({ type: "pause-work-pool", source: "selected" });
    const notify = { type: "send-notification", block_document_id: "1", body: "x" };
    expect(reaction(notify, "call-webhook")).toEqual({ type: "call-webhook", payload: "" });
    expect(reaction(5, "do-nothing")).toEqual({ type: "do-nothing" });
    expect(unknownActionKeys(pause)).toEqual(["note"]);
  });
});

describe("what the server refuses", () => {
  const event = { type: "event", posture: "Reactive", match: { a: 1 }, within: "soon" };
  const draft = {
    name: 5,
    trigger: { type: "sequence", within: null, triggers: [event, { type: "metric" }] },
    actions: [{ type: "send-notification" }, { type: "explode" }],
    extra: true,
  };
  const { problems } = parseTrigger(draft.trigger, ["body", "trigger"]);
  const more = parseActions(draft.actions, ["body", "actions"]).problems;
  const refused = problemsOf([
    ...[...problems, ...more].map(({ loc, msg }) => ({ loc, message: msg })),
    { loc: ["body", "name"], message: "Input should be a valid string" },
    { loc: ["body", "extra"], message: "Extra inputs are not permitted" },
    { loc: ["body"], message: "Value error, it would go round without end" },
  ]);
  const refusal = { value: draft, problems: refused };

  it("is said at the field that it is about, or above where there is none", () => {
    const { atField, above } = placed(draft, refusal);
    expect([...atField.keys()].sort()).toEqual(
      [
        ["actions", 0, "block_document_id"],
        ["actions", 0, "body"],
        ["actions", 1, "type"],
        ["name"],
        ["trigger", "triggers", 0, "match"],
        ["trigger", "triggers", 0, "within"],
      ]
        .map(pathKey)
        .sort(),
    );
    expect(atField.get(pathKey(["actions", 0, "body"]))).toBe("This needs a value.");
    expect(above.map(({ path, message }) => [pathText(path), message])).toEqual([
      ["trigger › triggers › 2 › type", "Input should be 'event', 'compound' or 'sequence'."],
      ["extra", "Extra inputs are not permitted."],
      ["", "It would go round without end."],
    ]);
  });

  it("is said until that is changed", () => {
    const { atField, above } = placed(
      { ...draft, name: "x", actions: [{ type: "send-notification", body: "" }] },
      refusal,
    );
    expect(atField.has(pathKey(["name"]))).toBe(false);
    expect(atField.has(pathKey(["actions", 0, "body"]))).toBe(false);
    expect(atField.has(pathKey(["actions", 0, "block_document_id"]))).toBe(true);
    expect(above.map(({ path }) => pathText(path))).not.toContain("");
    expect(placed(draft, undefined).above).toEqual([]);
  });
});
