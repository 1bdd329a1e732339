/** Facts beside the message of a log line, as text: the same wherever a line is shown, and wherever one is looked for. */

/** Fields as they travel: JSON values by name. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The value as it is compared with what a query asks for: texts as they are, everything else as JSON. */
export const fieldValue = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "null");

/** What stands behind the message for its fields: ` rows=12 file="a b.csv"`. */
export function fieldsText(fields: LogFields): string {
  let text = "";
  for (const [name, value] of Object.entries(fields)) text += ` ${name}=${shown(value)}`;
  return text;
}

/** A text in quotes, unless it is one plain word. */
const shown = (value: unknown): string =>
  typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : (JSON.stringify(value) ?? "null");
