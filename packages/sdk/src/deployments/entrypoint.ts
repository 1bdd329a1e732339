/**
 * Where the code of a deployment is: `flows/report.ts:report`, a file and the name of an export or of a flow in it.
 * Node runs TypeScript as it is, by leaving the types out.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { collectFlows, definitionOf } from "../engine/flow-collection.ts";
import type { FlowDefinition } from "../engine/flow-definition.ts";
import { describeError } from "../errors.ts";
import { EntrypointFailed } from "./errors.ts";

export interface Entrypoint {
  readonly file: string;
  /** Name of an export, or of a flow; `undefined`: the default export, or the only flow. */
  readonly name: string | undefined;
}

const PATTERN = /^(.+?\.[cm]?[jt]sx?)(?::(.+))?$/;

/** What an entrypoint names; `undefined` if it is none of JavaScript or TypeScript. */
export function parseEntrypoint(text: string): Entrypoint | undefined {
  const match = PATTERN.exec(text);
  return match ? { file: match[1]!, name: match[2] } : undefined;
}

/**
 * Loads the flow that an entrypoint names.
 *
 * @param folder what a relative file is meant from
 * @throws EntrypointFailed saying what is wrong
 */
export async function loadEntrypoint(text: string, folder: string): Promise<FlowDefinition> {
  const entrypoint = parseEntrypoint(text);
  if (!entrypoint) throw new EntrypointFailed(`${JSON.stringify(text)} names no file of TypeScript or JavaScript`);
  const file = resolve(folder, entrypoint.file);
  if (!existsSync(file)) throw new EntrypointFailed(`${text}: there is no file ${file}`);
  const { loaded, flows: defined } = await collectFlows(async () => {
    try {
      return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
    } catch (error) {
      throw new EntrypointFailed(`${file} cannot be loaded: ${describeError(error)}`, { cause: error });
    }
  });
  // A module that was loaded before defines nothing anew.
  const flows = defined.length > 0 ? defined : (flowsOf.get(file) ?? exportedBy(loaded));
  flowsOf.set(file, flows);
  const flow = choose(entrypoint.name, loaded, flows);
  if (flow) return flow;
  const there = [...new Set(flows.map(({ name }) => name))];
  throw new EntrypointFailed(
    `${file} has no flow ${entrypoint.name ?? "as default export"}; it has ${there.length > 0 ? there.join(", ") : "none"}`,
  );
}

/** What files have defined that were loaded. */
const flowsOf = new Map<string, readonly FlowDefinition[]>();

const exportedBy = (loaded: Readonly<Record<string, unknown>>): FlowDefinition[] =>
  Object.values(loaded).flatMap((value) => definitionOf(value) ?? []);

function choose(
  name: string | undefined,
  loaded: Readonly<Record<string, unknown>>,
  flows: readonly FlowDefinition[],
): FlowDefinition | undefined {
  if (name !== undefined) return definitionOf(loaded[name]) ?? flows.findLast((flow) => flow.name === name);
  const [only, ...others] = flows;
  return definitionOf(loaded["default"]) ?? (others.length === 0 ? only : undefined);
}
