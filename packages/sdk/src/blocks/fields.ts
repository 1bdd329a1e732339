/**
 * The schema of a block as the protocol has it: JSON Schema in the form that Pydantic gives it, so that a class in
 * Python with the same fields has the same checksum.
 */
import { jsonSchemaOf, type ParameterSchema } from "../engine/parameters.ts";

type Json = Record<string, unknown>;

export interface FieldsOf {
  readonly name: string;
  readonly slug: string;
  readonly description: string | undefined;
  readonly schema: ParameterSchema;
  readonly secrets: readonly string[];
  /** Fields that are blocks of their own, with the registered schema of each. */
  readonly nested: readonly {
    readonly field: string;
    readonly slug: string;
    readonly checksum: string;
    readonly fields: Json;
  }[];
}

/** `ACME warehouse` -> `ACMEWarehouse`: the name of its class, if it were one of Python's. */
const className = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");

/** `access_key` -> `Access Key`: the title that Pydantic gives to a field. */
const fieldTitle = (field: string): string =>
  field.replaceAll("_", " ").replace(/[A-Za-z]+/g, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase());

export function blockFields({ name, slug, description, schema, secrets, nested }: FieldsOf): Json {
  const {
    $schema: _,
    $id: __,
    additionalProperties: ___,
    $defs,
    definitions: given,
    ...json
  } = plain(jsonSchemaOf(schema) ?? {});
  const properties = Object.entries((json["properties"] ?? {}) as Record<string, Json>);
  const own = Object.fromEntries(
    properties.map(([field, property]) => [
      field,
      {
        title: fieldTitle(field),
        ...property,
        ...(secrets.includes(field) ? { format: "password", writeOnly: true } : {}),
      },
    ]),
  );
  const others = Object.fromEntries(
    nested.map(({ field, fields }) => [
      field,
      { anyOf: [{ $ref: `#/definitions/${String(fields["title"])}` }, { type: "null" }], default: null },
    ]),
  );
  const all = Object.entries({ ...own, ...others }).map(([field, property], position) => [
    field,
    { ...property, position },
  ]);
  const definitions: Json = { ...(given as Json | undefined), ...($defs as Json | undefined) };
  for (const { fields } of nested) {
    const { definitions: inner, ...child } = fields;
    Object.assign(definitions, inner, { [String(child["title"])]: child });
  }
  return {
    title: className(name),
    ...json,
    type: "object",
    ...(description === undefined ? {} : { description }),
    properties: Object.fromEntries(all),
    block_type_slug: slug,
    secret_fields: [...secrets],
    block_schema_references: Object.fromEntries(
      nested.map(({ field, slug: of, checksum }) => [field, { block_type_slug: of, block_schema_checksum: checksum }]),
    ),
    ...(Object.keys(definitions).length > 0 ? { definitions } : {}),
  };
}

/** A copy as JSON, with definitions where drafts before 2019 have them. */
const plain = (schema: object): Json =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/definitions/')) as Json;
