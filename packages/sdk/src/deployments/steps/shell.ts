/** `run_shell_script`: each line is a program of its own, unless `shell` is set. */
import { splitWords } from "@weir/contract/templates";
import { neededIn, onlyThese, textIn } from "./inputs.ts";
import { folderOf, runProgram } from "./program.ts";
import type { Inputs, Outcome, StepContext } from "./types.ts";

const KNOWN = ["script", "directory", "env", "stream_output", "expand_env_vars", "shell"];

export async function runShellScript(inputs: Inputs, context: StepContext): Promise<Outcome> {
  onlyThese(inputs, KNOWN);
  const environment = { ...context.environment, ...(inputs["env"] as Record<string, string> | null | undefined) };
  const options = {
    folder: folderOf(context.folder, textIn(inputs, "directory")),
    environment,
    print: inputs["stream_output"] === false ? undefined : context.print,
  };
  const output = { stdout: "", stderr: "" };
  for (const line of linesOf(neededIn(inputs, "script"))) {
    const expanded = inputs["expand_env_vars"] === true ? expand(line, environment) : line;
    const words = inputs["shell"] === true ? ["/bin/sh", "-c", line] : splitWords(expanded);
    const { stdout, stderr } = await runProgram(words, options);
    output.stdout += stdout;
    output.stderr += stderr;
  }
  return { output: { stdout: output.stdout.trim(), stderr: output.stderr.trim() } };
}

const linesOf = (script: string): string[] =>
  script
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** What the environment does not have stays as it is written. */
const expand = (line: string, environment: NodeJS.ProcessEnv): string =>
  line.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (whole, a?: string, b?: string) => environment[a ?? b!] ?? whole);
