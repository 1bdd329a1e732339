/** Which parts of a block's data are secret: dotted paths, where `*` is every key of an object. The wire has them so. */

/** Replaces what the paths lead to; what is not there, or null, stays as it is. */
export async function replaceSecrets(
  data: Readonly<Record<string, unknown>>,
  paths: readonly string[],
  by: (value: unknown, path: string) => unknown,
): Promise<Record<string, unknown>> {
  const copy = structuredClone(data) as Record<string, unknown>;
  for (const path of paths) await replaceAt(copy, path.split("."), by, path);
  return copy;
}

async function replaceAt(
  value: unknown,
  [key, ...rest]: readonly string[],
  by: (value: unknown, path: string) => unknown,
  path: string,
): Promise<void> {
  if (key === undefined || typeof value !== "object" || value === null) return;
  const holder = value as Record<string, unknown>;
  for (const name of key === "*" ? Object.keys(holder) : Object.hasOwn(holder, key) ? [key] : []) {
    if (rest.length > 0) await replaceAt(holder[name], rest, by, path);
    else if (holder[name] != null) holder[name] = await by(holder[name], path);
  }
}

/** The data with something else in place of every secret, at once: for showing it. */
export function maskSecrets(data: Readonly<Record<string, unknown>>, paths: readonly string[], mask: string): unknown {
  const masked = (value: unknown, rest: readonly (readonly string[])[]): unknown => {
    if (value == null || rest.length === 0) return value;
    if (rest.some((path) => path.length === 0)) return mask;
    if (typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const further = rest.filter(([first]) => first === "*" || first === key);
        return [
          key,
          masked(
            item,
            further.map((path) => path.slice(1)),
          ),
        ];
      }),
    );
  };
  return masked(
    data,
    paths.map((path) => path.split(".")),
  );
}
