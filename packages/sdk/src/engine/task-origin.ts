/**
 * Where a task is defined, so that a thread finds it again: the module whose loading defines it, and the place in it.
 *
 * The module is the outermost of the user's own on the stack: of a helper that makes tasks, the module that calls it.
 */
import { getCallSites } from "node:util";
import { pathToFileURL } from "node:url";

export interface TaskOrigin {
  /** Address of the module. */
  readonly module: string;
  /** Tells tasks of one name apart that are defined at several places. */
  readonly place: string;
}

/** The folder of this package's code: what is called from in here is not the user's. */
const OWN = new URL("../", import.meta.url).href;
const DEPTH = 12;

/** Where the code is that has called into this package; `undefined` where it is in no file. */
export function callerOrigin(): TaskOrigin | undefined {
  const frames = getCallSites(DEPTH).map(({ scriptName, lineNumber, columnNumber }) => ({
    module: addressOf(scriptName),
    place: `${lineNumber}:${columnNumber}`,
  }));
  const first = frames.findIndex(({ module }) => module === undefined || !module.startsWith(OWN));
  const own = frames[first];
  if (own?.module === undefined) return undefined;
  let module = own.module;
  for (const outer of frames.slice(first + 1)) {
    // Node's loader, or what else loads modules: a test runner, say.
    if (outer.module === undefined || outer.module.includes("/node_modules/")) break;
    module = outer.module;
  }
  return { module, place: own.place };
}

function addressOf(script: string): string | undefined {
  if (script.startsWith("file:")) return script;
  return script.startsWith("/") || /^[A-Za-z]:[\\/]/.test(script) ? pathToFileURL(script).href : undefined;
}
