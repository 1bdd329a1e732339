import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { WORKER_TYPES } from "@weir/contract/worker-types";
import { Failure } from "../../failure.ts";
import { jsonOption, type JsonOptions, printJson } from "../../output/json.ts";
import { templateOf } from "./template.ts";

interface Options extends JsonOptions {
  readonly type: string;
  readonly file?: string;
}

const HELP = `
What is changed in it can be given to a pool: \`weir work-pool create NAME --base-job-template FILE\`.

Example:
  $ weir work-pool get-default-base-job-template --type kubernetes --file template.json
`;

export function defaultTemplate(command: Command): void {
  jsonOption(command)
    .description("print the template that a new pool of a type begins with, as JSON")
    .requiredOption("-t, --type <type>", "type of the pool: process, docker, kubernetes")
    .option("-f, --file <file>", "write it to this file instead")
    .addHelpText("after", HELP)
    .action((options: Options) => run(options));
}

async function run({ type, file }: Options): Promise<void> {
  const template = templateOf(type);
  if (template === undefined) {
    const types = Object.values(WORKER_TYPES).flatMap((collection) => Object.keys(collection));
    throw new Failure(`there is no template for pools of type ${type}`, `Choose one of ${types.join(", ")}.`);
  }
  if (file === undefined) return printJson(template);
  try {
    await writeFile(file, `${JSON.stringify(template, undefined, 2)}\n`);
  } catch (error) {
    throw new Failure(`${file} cannot be written (${(error as Error).message})`, "Give another file.", {
      cause: error,
    });
  }
}
