/** How values become text, by the name of the form. */
import { gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { deserialize, serialize } from "node:v8";
import { decode, encode } from "./encoding.ts";

export interface ResultSerializer {
  /** Names the form in what is kept: whoever reads a result finds the serializer by it. */
  readonly type: string;
  /** Further facts that are kept beside the name. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** @throws for values that it cannot read back */
  readonly encode: (value: unknown) => string;
  readonly decode: (text: string) => unknown;
}

const JSON_SETTINGS = { jsonlib: "json", dumps_kwargs: {}, loads_kwargs: {} } as const;

/** JSON, with a tag for what it lacks: Python reads what is plain JSON. */
export const JSON_FORM: ResultSerializer = { type: "json", settings: JSON_SETTINGS, encode, decode };

const GZIP: ResultSerializer = {
  type: "compressed/json",
  settings: { serializer: { type: "json", ...JSON_SETTINGS }, compressionlib: "gzip" },
  encode: (value) => gzipSync(encode(value)).toString("base64"),
  // Python may have used the other of the two that Node reads as well.
  decode: (text) => {
    const bytes = Buffer.from(text, "base64");
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return decode((isGzip ? gunzipSync(bytes) : inflateSync(bytes)).toString());
  },
};

const CLONE: ResultSerializer = {
  type: "weir/structured-clone",
  encode: (value) => serialize(value).toString("base64"),
  decode: (text) => deserialize(Buffer.from(text, "base64")) as unknown,
};

/** The forms in which results can be kept. */
export const serializers = Object.freeze({
  /** JSON, with a tag for what JSON lacks (dates, maps, bytes, …). The usual one; Python reads what is plain JSON. */
  json: JSON_FORM,
  /** The same, compressed; Python reads it too. */
  compressed: GZIP,
  /** Whatever `structuredClone` can copy, also values that contain themselves; read by Weir alone. */
  structuredClone: CLONE,
});

const known = new Map<string, ResultSerializer>(Object.values(serializers).map((one) => [one.type, one]));

/**
 * Makes a serializer known, so that results of its form can be read.
 *
 * @throws TypeError if another one has its name already
 */
export function rememberSerializer(serializer: ResultSerializer): void {
  const before = known.get(serializer.type);
  if (before && before !== serializer && Object.values(serializers).includes(before))
    throw new TypeError(`a serializer of one's own cannot be named ${serializer.type}: that is one of Weir's`);
  known.set(serializer.type, serializer);
}

/** @throws TypeError for a form that is not known here */
export function serializerOf({ type, serializer }: Readonly<Record<string, unknown>>): ResultSerializer {
  const found = known.get(String(type));
  if (found) return found;
  // Python's general form of the same, of which the inner one may be any.
  if (type === "compressed" && (serializer as { type?: unknown } | undefined)?.type === "json") return GZIP;
  throw new TypeError(
    `it is kept in the form ${JSON.stringify(type)}, which this program does not know (Python's pickle is read by Python only)`,
  );
}
