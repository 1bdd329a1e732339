/**
 * How the parts of an automation are typed into a form. Each field shows a value of the JSON and reads what was typed;
 * a value that it could not give back unchanged it does not show.
 */
import { durationSeconds } from "@weir/contract/time";
import { isObject, isTextList, same } from "./json-path.ts";
import { readJsonText } from "./json-text.ts";
import { readSpan, writeSpan } from "./span-text.ts";

/** What was typed as a value of the JSON, `undefined` for none; or why it is none. */
export type Typed = { readonly value: unknown } | { readonly error: string };

export interface TypedField<T> {
  /** What a form shows for a value; `undefined` where only JSON can. */
  readonly show: (value: unknown) => T | undefined;
  readonly read: (typed: T) => Typed;
}

/** A text; nothing typed leaves it out, so that the default holds. */
export const textField: TypedField<string> = {
  show: (value) => (value == null ? "" : typeof value === "string" ? value : undefined),
  read: (typed) => ({ value: typed === "" ? undefined : typed }),
};

/** A text that has to be there, if only as an empty one. */
export const fullTextField: TypedField<string> = { ...textField, read: (typed) => ({ value: typed }) };

/** Texts, one on a line. */
export const linesField: TypedField<string> = {
  show: (value) => {
    if (value == null) return "";
    if (!isTextList(value)) return undefined;
    const typed = value.join("\n");
    return same(lines(typed), value) ? typed : undefined;
  },
  read: (typed) => ({ value: lines(typed) }),
};

const lines = (typed: string): string[] => typed.split("\n").flatMap((line) => line.trim() || []);

/** Texts with commas between them. */
export const commasField: TypedField<string> = {
  show: (value) => {
    if (value == null) return "";
    if (!isTextList(value)) return undefined;
    const typed = value.join(", ");
    return same(commas(typed), value) ? typed : undefined;
  },
  read: (typed) => ({ value: commas(typed) }),
};

const commas = (typed: string): string[] => typed.split(",").flatMap((part) => part.trim() || []);

export const countField: TypedField<string> = {
  show: (value) => (value == null ? "" : typeof value === "number" ? String(value) : undefined),
  read: (typed) => {
    const text = typed.trim();
    if (text === "") return { value: undefined };
    return /^\d{1,15}$/.test(text) ? { value: Number(text) } : { error: "A whole number, such as 3." };
  },
};

/** A length of time; nothing typed is `absent`. */
export const spanField = (absent: null | undefined): TypedField<string> => ({
  show: (value) => {
    if (value == null) return "";
    const seconds = durationSeconds(value);
    return seconds !== undefined && readSpan(writeSpan(seconds)) === seconds ? writeSpan(seconds) : undefined;
  },
  read: (typed) => {
    if (typed.trim() === "") return { value: absent };
    const seconds = readSpan(typed);
    return seconds === undefined ? { error: "A length of time, such as 90s, 10m or 1h 30m." } : { value: seconds };
  },
});

/** An object, as JSON. */
export const objectField: TypedField<string> = {
  show: (value) => (value == null ? "" : isObject(value) ? JSON.stringify(value, null, 2) : undefined),
  read: (typed) => {
    if (typed.trim() === "") return { value: undefined };
    const reading = readJsonText(typed);
    if ("fault" in reading) {
      const { message, line, column } = reading.fault;
      return { error: `${message} (line ${line}, column ${column}).` };
    }
    return isObject(reading.value) ? reading : { error: "This must be an object: { … }." };
  },
};

/** A label and a pattern of its value. The same label in several rows: one of the patterns is enough. */
export interface LabelRow {
  readonly label: string;
  readonly pattern: string;
}

const fitsRow = (text: string): boolean => text !== "" && !/[\r\n]/.test(text);

/** Rows of labels: those that are not filled in yet are left out. */
export const labelsField: TypedField<readonly LabelRow[]> = {
  show: (value) => {
    if (value == null) return [];
    if (!isObject(value)) return undefined;
    const rows: LabelRow[] = [];
    for (const [label, patterns] of Object.entries(value)) {
      const list = typeof patterns === "string" ? [patterns] : patterns;
      if (!isTextList(list) || list.length === 0 || ![label, ...list].every(fitsRow) || label !== label.trim())
        return undefined;
      rows.push(...list.map((pattern) => ({ label, pattern })));
    }
    return rows;
  },
  read: (rows) => {
    const patterns = new Map<string, string[]>();
    for (const { label, pattern } of rows)
      if (label.trim() !== "" && pattern !== "")
        patterns.set(label.trim(), [...(patterns.get(label.trim()) ?? []), pattern]);
    return {
      value: Object.fromEntries([...patterns].map(([label, list]) => [label, list.length === 1 ? list[0] : list])),
    };
  },
};
