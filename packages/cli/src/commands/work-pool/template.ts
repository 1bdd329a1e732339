import { readFile } from "node:fs/promises";
import { WORKER_TYPES } from "@weir/contract/worker-types";
import { Failure } from "../../failure.ts";

type Template = Readonly<Record<string, unknown>>;

/** What a pool of one of our own types begins with; `undefined` for other types. */
export function templateOf(type: string): Template | undefined {
  const types = Object.values(WORKER_TYPES).flatMap((collection) => Object.values(collection));
  return types.find((one) => one.type === type)?.default_base_job_configuration;
}

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
