/** The steps that `weir deploy` runs itself: the reference's, under their names. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { once } from "node:events";
import { fill, type Find } from "@weir/contract/templates";
import { Failure } from "../failure.ts";
import type { Json, Step } from "./types.ts";

const PREFIX = "prefect.deployments.steps.";

/** What steps leave behind. */
interface Outcome {
  readonly folder: string;
  readonly output: Json;
}

type Run = (inputs: Json, folder: string) => Promise<Outcome>;

const RUNS: Readonly<Record<string, Run>> = {
  set_working_directory: async ({ directory }, folder) => {
    const target = resolve(folder, String(directory));
    if (!existsSync(target)) throw new Error(`there is no folder ${target}`);
    return { folder: target, output: { directory: target } };
  },
  run_shell_script: shellScript,
  pip_install_requirements: (inputs, folder) =>
    install(["pip", "install", "-r", String(inputs["requirements_file"] ?? "requirements.txt")], inputs, folder),
  npm_install: (inputs, folder) => install(["npm", inputs["ci"] === false ? "install" : "ci"], inputs, folder),
  git_clone: gitClone,
};

/** By full name; the reference's modules re-export them, so that both forms are in use. */
const STEPS = new Map(
  Object.entries(RUNS).flatMap(([name, run]): [string, Run][] => [
    [name === "npm_install" ? `weir.deployments.steps.${name}` : `${PREFIX}${name}`, run],
    ...(name === "git_clone" || name === "set_working_directory"
      ? [[`${PREFIX}pull.${name}`, run] as [string, Run]]
      : []),
    ...(name === "run_shell_script" || name === "pip_install_requirements"
      ? [[`${PREFIX}utility.${name}`, run] as [string, Run]]
      : []),
  ]),
);

/**
 * Runs steps, each with what those before it gave.
 *
 * @param findWith how placeholders are looked up, given the outputs so far
 * @throws Failure naming the step
 */
export async function runSteps(
  steps: readonly Step[],
  before: Json,
  folder: string,
  findWith: (outputs: Json) => Find,
): Promise<Json> {
  let outputs = before;
  let current = folder;
  for (const step of steps) {
    const [[name, given] = [], ...others] = Object.entries(step ?? {});
    if (name === undefined) continue;
    const run = STEPS.get(name);
    if (!run || others.length > 0)
      throw new Failure(
        others.length > 0
          ? `step ${name} has a second key, ${others[0]![0]}`
          : `step ${name} is not one that weir deploy can run`,
        others.length > 0 ? "Write each step as an item of the list." : `It can run ${[...STEPS.keys()].join(", ")}.`,
      );
    const { id, requires: _, ...inputs } = (given ?? {}) as Json;
    try {
      const outcome = await run((await fill(inputs, findWith(outputs))) as Json, current);
      current = outcome.folder;
      outputs = { ...outputs, ...outcome.output, ...(typeof id === "string" && { [id]: outcome.output }) };
    } catch (error) {
      throw new Failure(`step ${name} failed: ${(error as Error).message}`, "Correct the step, then deploy again.", {
        cause: error,
      });
    }
  }
  return outputs;
}

async function shellScript(inputs: Json, folder: string): Promise<Outcome> {
  const { script, directory, env, stream_output = true, shell = false } = inputs;
  const { splitWords } = await import("@weir/contract/templates");
  const environment = { ...process.env, ...(env as Record<string, string> | undefined) };
  const expand = (word: string): string =>
    inputs["expand_env_vars"] === true
      ? word.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (whole, a?: string, b?: string) => environment[a ?? b!] ?? whole)
      : word;
  const output = { stdout: "", stderr: "" };
  for (const line of String(script)
    .split("\n")
    .map((one) => one.trim())
    .filter(Boolean)) {
    const words = shell === true ? ["/bin/sh", "-c", line] : splitWords(expand(line));
    const { stdout, stderr } = await command(
      words,
      resolve(folder, String(directory ?? ".")),
      environment,
      stream_output === true,
    );
    output.stdout += stdout;
    output.stderr += stderr;
  }
  return { folder, output: { stdout: output.stdout.trim(), stderr: output.stderr.trim() } };
}

async function install(
  words: readonly string[],
  { directory, stream_output = true }: Json,
  folder: string,
): Promise<Outcome> {
  const { stdout, stderr } = await command(
    words,
    resolve(folder, String(directory ?? ".")),
    process.env,
    stream_output === true,
  );
  return { folder, output: { stdout: stdout.trim(), stderr: stderr.trim() } };
}

async function gitClone(inputs: Json, folder: string): Promise<Outcome> {
  const { repository, branch, include_submodules, access_token, credentials } = inputs;
  for (const name of ["commit_sha", "directories", "clone_directory_name"])
    if (inputs[name] != null) throw new Error(`${name} is for workers; weir deploy clones a branch`);
  if (access_token != null || credentials != null)
    throw new Error("credentials are for workers; let git find its own when deploying");
  const name = `${basename(String(repository)).replace(/\.git$/, "")}${branch == null ? "" : `-${String(branch)}`}`;
  const isThere = existsSync(resolve(folder, name));
  const words = isThere
    ? ["git", "-C", name, "pull", "--ff-only"]
    : [
        "git",
        "clone",
        ...(branch == null ? [] : ["--branch", String(branch)]),
        ...(include_submodules === true ? ["--recurse-submodules"] : []),
        "--",
        String(repository),
        name,
      ];
  await command(words, folder, process.env, true);
  return { folder, output: { directory: name } };
}

/** Its output goes to standard error as well, where it is in nobody's way. */
async function command(
  [program, ...args]: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  isShown: boolean,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const child = spawn(program!, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      output[name] += chunk;
      if (isShown) process.stderr.write(chunk);
    });
  const [code] = (await once(child, "close")) as [number | null];
  if (code === 0) return output;
  throw new Error(`${program} ended with ${code ?? "a signal"}: ${output.stderr.trim() || output.stdout.trim()}`);
}
