/** What the command line says of deployments beside their file, and what it asks of a person. */
import { createInterface } from "node:readline";
import type { Client } from "@weir/client";
import { Failure } from "../failure.ts";
import type { DeploymentFile } from "./file.ts";
import type { Chosen } from "./select.ts";
import type { DeploymentEntry, Json } from "./types.ts";

interface Given {
  readonly pool?: string;
  readonly param: Json;
}

/**
 * The entries with what was given over what the file has.
 *
 * @param askForPool asked where neither says a work pool; absent: nobody is asked
 */
export async function overridden(
  chosen: readonly Chosen[],
  { pool, param }: Given,
  askForPool?: () => Promise<string>,
): Promise<readonly Chosen[]> {
  const result: Chosen[] = [];
  // One after the other: there is one person to ask.
  for (const { entry, path } of chosen) {
    const name = pool ?? entry.work_pool?.name ?? (await askForPool?.());
    const over: DeploymentEntry = {
      ...entry,
      ...(name != null && { work_pool: { ...entry.work_pool, name } }),
      ...(Object.keys(param).length > 0 && { parameters: { ...entry.parameters, ...param } }),
    };
    result.push({ entry: over, path });
  }
  return result;
}

/** Names of deployments of the file, as a person chooses them. */
export async function askWhich(file: DeploymentFile): Promise<readonly string[]> {
  const known = (file.content.deployments ?? []).flatMap(({ name }) => name ?? []);
  if (known.length <= 1) return known;
  const answer = await ask(`Which deployments (${known.join(", ")}; * for all)? `);
  return answer.split(/[\s,]+/).filter(Boolean);
}

/** A work pool, as a person chooses it. */
export async function askPool(api: Client): Promise<string> {
  const pools = (await Array.fromAsync(api.workPools.list({}))).map(({ name }) => name);
  return ask(`Which work pool (${pools.join(", ") || "there are none yet"})? `);
}

let answers: AsyncIterator<string, undefined> | undefined;

/** Reads one line; also from a pipe, so that a script can answer several questions at once. */
async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  // One reader for all questions: it takes more from a pipe than one line.
  answers ??= createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  process.stdin.resume();
  const answer = ((await answers.next()).value ?? "").trim();
  // Or the process would not end.
  process.stdin.pause();
  if (answer === "") throw new Failure("nothing was answered", "Answer, or say it on the command line.");
  return answer;
}
