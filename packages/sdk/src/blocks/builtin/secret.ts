import type { JsonValue } from "../../variables.ts";
import { defineBlock, jsonSchema } from "../define.ts";
import { referenceBlock } from "./reference.ts";

/** A secret value: a text, or JSON. */
export const Secret = referenceBlock<{ readonly value: JsonValue }>()({
  name: "Secret",
  slug: "secret",
  secrets: ["value"],
  methods: {
    /** The value. The type is what the caller expects; nothing checks it. */
    get<T = string>(): T {
      return this.data.value as T;
    },
  },
});

/** A JSON value that is no secret. */
export const JsonBlock = defineBlock({
  name: "JSON",
  description: "A JSON value.",
  schema: jsonSchema<{ readonly value: JsonValue }>({
    type: "object",
    properties: { value: { title: "Value", description: "A JSON-compatible value." } },
    required: ["value"],
  }),
  methods: {},
});
