import { sql, type RawBuilder, type SqlBool } from "kysely";
import { parseTextSearch } from "../../platform/text-search.ts";
import { combined, every, type Condition } from "../conditions.ts";
import type { Dialect } from "../query.ts";

/**
 * Texts in which a search finds what it asks for.
 *
 * @param written how a term is written in the text, e.g. escaped
 */
export function containsText(
  dialect: Dialect,
  text: RawBuilder<string>,
  query: string,
  written: (term: string) => string = (term) => term,
): Condition | undefined {
  const { any, all, none } = parseTextSearch(query);
  const contains = (term: string): Condition =>
    dialect === "postgres"
      ? sql<SqlBool>`strpos(lower(${text}), ${written(term)}) > 0`
      : sql<SqlBool>`instr(lower(${text}), ${written(term)}) > 0`;
  return every(
    combined("or_", ...any.map(contains)),
    ...all.map(contains),
    ...none.map((term) => sql<SqlBool>`not (${contains(term)})`),
  );
}
