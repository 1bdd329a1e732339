export interface TextSearch {
  /** The text that a list is filtered by. */
  readonly q?: string | undefined;
}

export const readText = (raw: Record<string, unknown>): TextSearch =>
  ["string", "number"].includes(typeof raw["q"]) && raw["q"] !== "" ? { q: String(raw["q"]) } : {};
