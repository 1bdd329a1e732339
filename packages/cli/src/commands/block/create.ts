import type { Command } from "commander";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { Conflict } from "@weir/client";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { findBlock, findType } from "./find.ts";

interface Options {
  readonly set?: readonly string[];
  readonly file?: string;
  readonly overwrite?: true;
}

const HELP = `
A value is a text where the type has a text there, else JSON. NAME=- reads it from the input, so that a secret stands
neither in the shell's history nor in the list of processes.

Examples:
  $ echo -n "$TOKEN" | weir block create secret api-key --set value=-
  $ weir block create webhook alerts --set url=https://example.com/hook --set method=PUT
  $ weir block create webhook alerts --file alerts.json --overwrite
`;

export function create(command: Command, context: Context): void {
  command
    .description("create a block")
    .argument("<type>", "slug of its type, as `weir block types` lists them")
    .argument("<name>", "small letters, digits and -")
    .option("--set <field=value...>", "a value of the block")
    .option("--file <file>", "its values as one JSON object, - for the input")
    .option("--overwrite", "also if it is there already: what is given changes, the rest stays")
    .addHelpText("after", HELP)
    .action((type: string, name: string, options: Options) => run(type, name, options, context));
}

async function run(slug: string, name: string, options: Options, context: Context): Promise<void> {
  if (!/^[a-z0-9-]+$/.test(name))
    throw new Failure(`${name} is no name of a block`, "It may have small letters, digits and -.");
  await using api = await context.api();
  const type = await findType(api, slug);
  const [schema] = await api.blockSchemas.filter({ block_schemas: { block_type_id: { any_: [type.id] } }, limit: 1 });
  if (!schema) throw new Failure(`${type.name} has no schema yet`, "Save a block of it from a program once.");
  const data = await valuesOf(options, (schema.fields?.["properties"] ?? {}) as Readonly<Record<string, object>>);
  const required = (schema.fields?.["required"] ?? []) as string[];
  try {
    const missing = options.overwrite ? [] : required.filter((field) => !(field in data));
    if (missing.length > 0)
      throw new Failure(
        `a ${type.name} needs ${missing.join(", ")}`,
        `Give ${missing.map((field) => `--set ${field}=…`).join(" ")}`,
      );
    await api.blockDocuments.create({ name, data, block_type_id: type.id, block_schema_id: schema.id });
    console.log(`Created ${slug}/${name}.`);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    if (!options.overwrite)
      throw new Failure(`there is a block ${slug}/${name} already`, "Give --overwrite to change it.", { cause: error });
    const { id } = await findBlock(api, `${slug}/${name}`);
    await api.blockDocuments.update({ id }, { data });
    console.log(`Changed ${slug}/${name}.`);
  }
}

async function valuesOf(
  { set = [], file }: Options,
  properties: Readonly<Record<string, object>>,
): Promise<Record<string, unknown>> {
  const given: Record<string, unknown> = file === undefined ? {} : await fileOf(file);
  for (const assignment of set) {
    const [, field, value] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
    if (field === undefined || value === undefined)
      throw new Failure(`${assignment} is not FIELD=VALUE`, "Write --set url=https://example.com");
    const property = properties[field];
    if (!property) throw new Failure(`the type has no field ${field}`, `It has ${Object.keys(properties).join(", ")}.`);
    const read = value === "-" ? (await text(process.stdin)).replace(/\r?\n$/, "") : value;
    given[field] = takesText(property) ? read : jsonOr(read);
  }
  return given;
}

const takesText = (property: object): boolean => {
  const { type, anyOf = [] } = property as { type?: unknown; anyOf?: readonly { type?: unknown }[] };
  return type === "string" || anyOf.some((one) => one.type === "string");
};

function jsonOr(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

async function fileOf(file: string): Promise<Record<string, unknown>> {
  const content = file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
  const data = jsonOr(content);
  if (typeof data !== "object" || data === null || Array.isArray(data))
    throw new Failure(`${file} is no JSON object`, "It has to hold the values of the block by name.");
  return data as Record<string, unknown>;
}
