import { readFile } from "node:fs/promises";
import { Failure } from "../../failure.ts";

/** A base job template, from a file of JSON. */
export async function readTemplate(file: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
  } catch (error) {
    throw new Failure(`${file} cannot be read as JSON (${(error as Error).message})`, "Give a file with a template.", {
      cause: error,
    });
  }
}
