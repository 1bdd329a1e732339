/**
 * Which parts of a block's data are secret, and how they are hidden (spec EVENTS-BLOCKS, 3.4). Paths are dotted; `*` is
 * every key of an object. What a path leads to is hidden as a whole, whatever its shape.
 */

type Data = Readonly<Record<string, unknown>>;

/** What is shown in place of a secret, whatever it is. */
export const MASK = "********";

const isObject = (value: unknown): value is Data =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** The data with what one path leads to replaced; what is not there, or null, stays as it is. */
function replaceAt(
  value: unknown,
  [key, ...rest]: readonly string[],
  by: (found: unknown, trail: readonly string[]) => unknown,
  trail: readonly string[] = [],
): unknown {
  if (key === undefined) return value == null ? value : by(value, trail);
  const isEmpty = !isObject(value) || Object.keys(value).length === 0;
  // A star where there is nothing to go into means the thing itself, so that it does not even show how little it holds.
  if (key === "*" && isEmpty) return value == null ? value : by(value, trail);
  if (!isObject(value)) return value;
  const keys = key === "*" ? Object.keys(value) : key in value ? [key] : [];
  const replaced = keys.map((name) => [name, replaceAt(value[name], rest, by, [...trail, name])]);
  return { ...value, ...Object.fromEntries(replaced) };
}

const pathsOf = (secretFields: readonly string[]): string[][] =>
  [...new Set(secretFields)].map((path) => path.split("."));

export const maskSecrets = (data: Data, secretFields: readonly string[]): Data =>
  pathsOf(secretFields).reduce((masked, path) => replaceAt(masked, path, () => MASK) as Data, data);

const valueAt = (data: unknown, trail: readonly string[]): unknown =>
  trail.reduce((value, key) => (isObject(value) ? value[key] : undefined), data);

/** What a client sends back masked, it has not seen and does not mean to change: the stored secret takes its place. */
export const unmaskSecrets = (data: Data, stored: Data, secretFields: readonly string[]): Data =>
  pathsOf(secretFields).reduce(
    (sent, path) =>
      replaceAt(sent, path, (found, trail) => (found === MASK ? (valueAt(stored, trail) ?? found) : found)) as Data,
    data,
  );
