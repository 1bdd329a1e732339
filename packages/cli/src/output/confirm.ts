import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { Failure } from "../failure.ts";

export interface YesOptions {
  readonly yes?: true;
}

export const yesOption = (command: Command): Command =>
  command.option("-y, --yes", "do not ask (nor is asked where there is no terminal)");

/**
 * Asks a person whether it is meant. Where nobody can answer, it is.
 *
 * @throws Failure if it is not
 */
export async function confirm(question: string, { yes }: YesOptions): Promise<void> {
  if (yes || !process.stdin.isTTY || !process.stderr.isTTY) return;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and Ctrl-D mean no, too.
  const none = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const answer = await Promise.race([terminal.question(`${question} [y/N] `), none]);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new Failure("nothing was done", "Answer y, or give --yes, to go on.");
}
