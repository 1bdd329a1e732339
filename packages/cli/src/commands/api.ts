import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { Argument, type Command, InvalidArgumentError } from "commander";
import type { Method } from "@weir/contract";
import type { Context } from "../context.ts";
import { Failure } from "../failure.ts";
import type { Register } from "../program.ts";

interface Options {
  readonly data?: string;
  readonly header: Readonly<Record<string, string>>;
  readonly json?: true;
}

const METHODS: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const HELP = `
The path is below /api and may have a query. The answer's body goes to standard output, indented, also when the server
refused the request (then with exit code 1).

Examples:
  $ weir api GET /flows/name/etl
  $ weir api POST /flow_runs/filter --data '{"limit": 1}'
  $ weir api POST /flow_runs/filter --data @filter.json --json | jq '.[].name'
  $ echo '{"name": "etl"}' | weir api POST /flows/ --data -
`;

export const register: Register = (command: Command, context: Context) => {
  command
    .addArgument(new Argument("<method>", `${METHODS.join(", ")}`).argParser(method))
    .argument("<path>", "as /flow_runs/filter")
    .option("--data <json>", "the body: JSON, @file, or - for standard input")
    .option("-H, --header <name: value>", "a header of the request; may be repeated", header, {})
    .option("--json", "print the answer on one line")
    .addHelpText("after", HELP)
    .action((verb: Method, path: string, options: Options) => run(verb, path, options, context));
};

async function run(verb: Method, path: string, options: Options, context: Context): Promise<void> {
  const { pathname, searchParams } = new URL(path.replace(/^\/?(api\/)?/, "/"), "http://weir");
  const body = options.data === undefined ? undefined : json(await input(options.data));
  await using api = await context.api();
  const { ApiError } = await import("@weir/client");
  const query = Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]));
  try {
    show(await api.request({ method: verb, path: pathname, query, body, headers: options.header }), options);
  } catch (error) {
    if (error instanceof ApiError) show(error.body, options);
    throw error;
  }
}

function show(body: unknown, { json: compact }: Options): void {
  if (body === undefined) return;
  console.log(typeof body === "string" && !compact ? body : JSON.stringify(body, undefined, compact ? 0 : 2));
}

async function input(data: string): Promise<string> {
  if (data === "-") return text(process.stdin);
  if (!data.startsWith("@")) return data;
  return readFile(data.slice(1), "utf8").catch((error: unknown) => {
    throw new Failure(`${data.slice(1)} cannot be read`, "Name a file with JSON in it after the @.", { cause: error });
  });
}

function json(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (error) {
    throw new Failure(
      `the data is not JSON: ${(error as Error).message}`,
      `Give JSON text, @file or -; in a shell, put single quotes around it: --data '{"limit": 1}'`,
      { cause: error },
    );
  }
}

function method(word: string): Method {
  const found = METHODS.find((one) => one === word.toUpperCase());
  if (found) return found;
  throw new InvalidArgumentError(`It is one of ${METHODS.join(", ")}.`);
}

function header(line: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It looks like "name: value".');
  return { ...before, [name.toLowerCase()]: value };
}
