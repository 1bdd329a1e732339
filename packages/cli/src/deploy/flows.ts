/** What the flows are that deployments name: asked of a process for each language, which loads their files. */
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { DescribeAnswer, DescribeRequest, FlowDescription } from "@weir/sdk/describe";

const TYPESCRIPT = /\.[cm]?[jt]sx?(:|$)/;

export interface FoundFlow extends FlowDescription {
  /** Whether runs are checked by the schema. */
  readonly isEnforced: boolean;
  /** What the user should know about it. */
  readonly note?: string;
}

export const isTypeScript = (entrypoint: string): boolean => TYPESCRIPT.test(entrypoint);

/** By entrypoint: the flow, or why there is none. */
export async function describeAll(
  entrypoints: readonly string[],
  folder: string,
): Promise<ReadonlyMap<string, FoundFlow | { readonly problem: string }>> {
  const unique = [...new Set(entrypoints)];
  const ours = unique.filter(isTypeScript);
  const theirs = unique.filter((entrypoint) => !isTypeScript(entrypoint));
  const [typescript, python] = await Promise.all([
    ours.length === 0 ? [] : inNode({ folder, entrypoints: ours }),
    theirs.length === 0 ? [] : inPython({ folder, entrypoints: theirs }),
  ]);
  return new Map([
    ...ours.map((entrypoint, at) => [entrypoint, enforced(typescript[at]!)] as const),
    ...theirs.map((entrypoint, at) => [entrypoint, python[at]!] as const),
  ]);
}

const enforced = (answer: DescribeAnswer[number]): FoundFlow | { readonly problem: string } =>
  "problem" in answer ? answer : { ...answer, isEnforced: answer.schema !== undefined };

async function inNode(request: DescribeRequest): Promise<DescribeAnswer> {
  const file = new URL(import.meta.url.endsWith(".ts") ? "describe-main.ts" : "describe-main.js", import.meta.url);
  // What the files print when they are loaded is not the command's output.
  const child = fork(fileURLToPath(file), { cwd: request.folder, stdio: ["ignore", "pipe", "inherit", "ipc"] });
  child.stdout!.pipe(process.stderr, { end: false });
  const answer = once(child, "message") as Promise<[DescribeAnswer]>;
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`loading the flows ended with exit code ${code as number}: one of the files ends the process`);
  });
  ended.catch(() => undefined);
  child.send(request);
  const [result] = await Promise.race([answer, ended]);
  return result;
}

const DESCRIBE = `
import json, os, sys
sys.path.insert(0, os.getcwd())
answers = []
try:
    from prefect.flows import load_flow_from_entrypoint
    from prefect.utilities.callables import parameter_schema
except ImportError:
    answers = None
for entrypoint in json.load(sys.stdin) if answers is not None else []:
    try:
        flow = load_flow_from_entrypoint(entrypoint)
        answers.append({
            "name": flow.name, "description": flow.description, "version": flow.version, "tags": [],
            "schema": parameter_schema(flow).model_dump(mode="json", exclude_unset=True),
            "isEnforced": flow.should_validate_parameters,
        })
    except BaseException as error:
        answers.append({"problem": f"{entrypoint} cannot be loaded: {error}"})
with os.fdopen(3, "w") as out:
    json.dump(answers, out)
`;

async function inPython({
  folder,
  entrypoints,
}: DescribeRequest): Promise<readonly (FoundFlow | { readonly problem: string })[]> {
  for (const program of ["python", "python3"]) {
    const answers = await askPython(program, folder, entrypoints);
    if (answers) return answers;
  }
  return entrypoints.map(unknownFlow);
}

async function askPython(
  program: string,
  cwd: string,
  entrypoints: readonly string[],
): Promise<readonly (FoundFlow | { readonly problem: string })[] | undefined> {
  const child = spawn(program, ["-c", DESCRIBE], { cwd, stdio: ["pipe", "ignore", "ignore", "pipe"] });
  const out = child.stdio[3];
  if (!out || !("readable" in out)) return undefined;
  child.stdin!.on("error", () => undefined).end(JSON.stringify(entrypoints));
  try {
    const [answer] = await Promise.all([text(out as Readable), once(child, "close")]);
    return (JSON.parse(answer) as readonly FoundFlow[] | null) ?? undefined;
  } catch {
    return undefined; // no such program, or one that cannot import Prefect
  }
}

/** By Prefect's rule, a flow without a name of its own has that of its function. */
function unknownFlow(entrypoint: string): FoundFlow {
  return {
    name: entrypoint.split(":").at(-1)!.replaceAll("_", "-"),
    description: undefined,
    version: undefined,
    tags: [],
    schema: undefined,
    isEnforced: false,
    note: `${entrypoint}: no python on the PATH has prefect, so the flow's name is taken from the function and its parameters are not known`,
  };
}
