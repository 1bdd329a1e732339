/**
 * A form out of the schema of a block's type: that of parameters, with blocks within blocks, and with secrets that are
 * stored and not shown.
 */
import type { BlockDocument } from "@weir/contract";
import { type Field, formFields, isObject, type Json, read } from "./parameter-form.ts";

/** What the server shows in place of a secret, and takes back for the secret that it stands for. */
export const MASK = "********";

export interface BlockField extends Field {
  /** Types of the blocks one of which is the value; none if it is a value of its own. */
  readonly slugs: readonly string[];
  /** A secret is stored that is not shown: it stays if nothing is typed. */
  readonly stored: boolean;
}

/** Text in a field that takes away the secret that is stored. No one can type it. */
export const REMOVED = "\0removed";

type Texts = Readonly<Record<string, string>>;

/** Types of blocks by the field that takes one of them. */
export function referencesOf(schema: Json): Readonly<Record<string, readonly string[]>> {
  const given = isObject(schema["block_schema_references"]) ? schema["block_schema_references"] : {};
  return Object.fromEntries(
    Object.entries(given).map(([field, targets]) => [
      field,
      [targets].flat().flatMap((target) => (isObject(target) ? [String(target["block_type_slug"])] : [])),
    ]),
  );
}

/** Names of fields that are secret as a whole or in part. */
export function secretsOf(schema: Json): ReadonlySet<string> {
  const paths = [schema["secret_fields"]].flat().filter((path) => typeof path === "string");
  return new Set(paths.map((path) => path.split(".")[0]!));
}

export interface Child {
  readonly id: string;
  readonly name: string;
}

/** The blocks within a document, by field. */
export const childrenOf = ({
  block_document_references: references = {},
}: BlockDocument): Readonly<Record<string, Child>> =>
  Object.fromEntries(
    Object.entries(references).flatMap(([field, { block_document: child }]) =>
      isObject(child) ? [[field, { id: String(child["id"]), name: String(child["name"]) }] as const] : [],
    ),
  );

/** The fields of a type; with a document, filled in with what it has. */
export function blockFields(schema: Json, document?: BlockDocument): readonly BlockField[] {
  const values = document?.data ?? {};
  const whole = new Set([schema["secret_fields"]].flat());
  const partly = secretsOf(schema);
  const references = referencesOf(schema);
  const children = document ? childrenOf(document) : {};
  return formFields(schema, values).map((field): BlockField => {
    const slugs = references[field.name] ?? [];
    if (slugs.length > 0) return { ...field, slugs, stored: false, initial: children[field.name]?.id ?? "" };
    const isSecret = field.kind === "secret" || (whole.has(field.name) && field.kind === "text");
    const value = values[field.name];
    // Of an object of secrets only the values are hidden, unless it is empty or something else altogether.
    const hidden = value === MASK && (isSecret || partly.has(field.name));
    return {
      ...field,
      slugs,
      kind: isSecret ? "secret" : field.kind,
      stored: hidden,
      initial: hidden || (isSecret && document) ? "" : field.initial,
    };
  });
}

/** What the texts of a form come to: the data to send, or what is wrong with which field. */
type Outcome = { readonly data: Json } | { readonly errors: Texts };

/** @param isNew then all that is shown is sent, defaults too; else only what was changed */
export function readBlock(fields: readonly BlockField[], texts: Texts, isNew: boolean): Outcome {
  const errors: Record<string, string> = {};
  const data: Record<string, unknown> = {};
  for (const field of fields) {
    const text = texts[field.name] ?? "";
    if (!isNew && text === field.initial && (text !== "" || field.stored || !field.required)) continue;
    const reading = readField(field, text);
    if ("error" in reading) errors[field.name] = reading.error;
    else if ("value" in reading) data[field.name] = reading.value;
  }
  return Object.keys(errors).length > 0 ? { errors } : { data };
}

function readField(field: BlockField, text: string): ReturnType<typeof read> {
  if (text === REMOVED) return { value: null };
  if (field.slugs.length === 0) return read(field, text);
  if (text !== "") return { value: { $ref: { block_document_id: text } } };
  if (field.required) return { error: "This needs a block." };
  return field.initial === "" ? { absent: true } : { value: null };
}

/** Under this the form has the name of the block itself: one of its values may be called `name` too. */
export const OWN_NAME = "(name)";

/** Why the server refused: at the field that it is about if it says so, under the empty name otherwise. */
export function refusalOf(error: unknown, fields: readonly string[]): Texts {
  const { status, body, message } = error as { status?: unknown; body?: unknown; message?: string };
  if (status === 409) return { [OWN_NAME]: "There is a block of this type with this name already." };
  const { exception_detail: details, detail } = (isObject(body) ? body : {}) as Json;
  const refused = (Array.isArray(details) ? details : []).filter(isObject).map(({ loc, msg }) => {
    const [, part, field = ""] = Array.isArray(loc) ? loc.map(String) : [];
    if (part === "name") return [OWN_NAME, String(msg)] as const;
    return [part === "data" && fields.includes(field) ? field : "", `${part}: ${String(msg)}`] as const;
  });
  if (refused.length > 0) return Object.fromEntries(refused);
  const text = typeof detail === "string" ? detail : (message ?? String(error));
  const key = / in key (\S+)$/.exec(text)?.[1] ?? "";
  return { [fields.includes(key) ? key : ""]: text };
}
