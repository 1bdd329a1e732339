import { readFile } from "node:fs/promises";
import { Failure } from "../../failure.ts";

/** What a file of JSON says. @param what it has to hold, as "one automation" */
export async function readJsonObject(file: string, what: string): Promise<Readonly<Record<string, unknown>>> {
  const remedy = `It must hold ${what}, as JSON.`;
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    throw new Failure(`${file}: ${(error as Error).message}`, remedy, { cause: error });
  }
  throw new Failure(`${file} holds no object`, remedy);
}
