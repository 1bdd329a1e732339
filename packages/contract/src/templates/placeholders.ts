/** Placeholders in data: `{{ name }}`. Pure, but for how names are looked up. */
type Json = Readonly<Record<string, unknown>>;

/** Answer to a name that is to stay as it is written. */
export const KEEP: unique symbol = Symbol("keep the placeholder");

/** The value of a name; `undefined` if it has none, `KEEP` if it is somebody else's to fill in. */
export type Find = (name: string) => unknown;

const PLACEHOLDER = /\{\{\s*([\w.\-[\]$]+)\s*\}\}/g;
const WHOLE = /^\{\{\s*([\w.\-[\]$]+)\s*\}\}$/;

/**
 * The value with its placeholders replaced. A text that is one placeholder takes the value with its type; members and
 * items whose placeholder has no value are left out.
 */
export async function fill(value: unknown, find: Find): Promise<unknown> {
  if (typeof value === "string") return fillText(value, find);
  if (Array.isArray(value)) {
    const items = await Promise.all(value.map((item) => fill(item, find)));
    return items.filter((item) => item !== undefined);
  }
  if (!isObject(value)) return value;
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, member]) => [key, await fill(member, find)] as const),
  );
  return Object.fromEntries(entries.filter(([, member]) => member !== undefined));
}

async function fillText(text: string, find: Find): Promise<unknown> {
  const whole = WHOLE.exec(text)?.[1];
  if (whole !== undefined) {
    const value = await find(whole);
    return value === KEEP ? text : value;
  }
  let filled = "";
  let end = 0;
  for (const { 0: placeholder, 1: name, index } of text.matchAll(PLACEHOLDER)) {
    const value = await find(name!);
    filled += text.slice(end, index) + (value === KEEP ? placeholder : textOf(value));
    end = index + placeholder.length;
  }
  return filled + text.slice(end);
}

const textOf = (value: unknown): string =>
  value == null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean);

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
