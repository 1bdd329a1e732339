/** Which program executes a run. */
import { splitWords } from "@weir/contract/templates";

/** What TypeScript deployments ask workers of any language for. */
export const WEIR_COMMAND = "weir flow-run execute";
const PREFECT_COMMAND = ["prefect", "flow-run", "execute"] as const;
const TYPESCRIPT = /\.[cm]?[jt]sx?(:|$)/;

/** Milliseconds that a program which cancels itself gets for it, beyond its grace. */
export const SELF_CANCEL_MS = 15_000;

export interface Program {
  readonly argv: readonly [string, ...string[]];
  /** Whether it sees by itself that its run is being cancelled, and is not to be told by a signal first. */
  readonly cancelsItself: boolean;
}

/**
 * @param entrypoint of the deployment: the language is told by it
 * @param execute what executes TypeScript, followed by the id of the run
 */
export function programOf(
  command: string | null | undefined,
  entrypoint: string | null | undefined,
  runId: string,
  execute: readonly string[],
): Program {
  const words = splitWords(command ?? "");
  const isOurs = words.length === 0 ? TYPESCRIPT.test(entrypoint ?? "") : words.join(" ") === WEIR_COMMAND;
  if (isOurs) return { argv: [...execute, runId] as unknown as [string, ...string[]], cancelsItself: false };
  const [program, ...args] = words.length > 0 ? words : PREFECT_COMMAND;
  const cancelsItself = [program, ...args].slice(-3).join(" ").endsWith("prefect flow-run execute");
  return { argv: [program!, ...args], cancelsItself };
}
