/**
 * What Weir adds to an object stands under its one key `weir`. A server that is not Weir answers 422 to it, so it is
 * only sent to a server that has introduced itself as one.
 */
const KEY = "weir";
/** Members that are objects of their own and can carry additions. Parameters, labels and the like are the user's. */
const NESTED = ["state", "schedules"] as const;

/** The same body without Weir's additions; the very same object if there are none. */
export function withoutAdditions(body: unknown): unknown {
  if (Array.isArray(body)) {
    const items = body.map(withoutAdditions);
    return items.some((item, index) => item !== body[index]) ? items : body;
  }
  if (body === null || typeof body !== "object") return body;
  const members = body as Readonly<Record<string, unknown>>;
  let copy: Record<string, unknown> | undefined;
  if (KEY in members) delete (copy = { ...members })[KEY];
  for (const name of NESTED) {
    const value = members[name];
    const cleaned = withoutAdditions(value);
    if (cleaned !== value) (copy ??= { ...members })[name] = cleaned;
  }
  return copy ?? body;
}
