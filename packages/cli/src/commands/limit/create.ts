import type { Command } from "commander";
import { Conflict } from "@weir/client";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { type SizeOptions, sizeOptions, sizesOf } from "./sizes.ts";

interface Options extends SizeOptions {
  readonly disable?: true;
}

const HELP = `
A limit named tag:NAME holds for every task run with that tag.

Examples:
  $ weir limit create database --limit 5
  $ weir limit create partner-api --limit 10 --slot-decay-per-second 2
`;

export function create(command: Command, context: Context): void {
  sizeOptions(command)
    .description("make a limit (--limit has to be given)")
    .argument("<name>", "name of the limit, without / % & < >")
    .option("--disable", "make it, but limit nothing yet")
    .addHelpText("after", HELP)
    .action((name: string, options: Options) => run(name, options, context));
}

async function run(name: string, options: Options, context: Context): Promise<void> {
  const { limit } = options;
  if (limit === undefined) throw new Failure("nothing was said of how many slots there are", "Give --limit.");
  if (/[/%&<>]/.test(name) || name === "")
    throw new Failure(`${JSON.stringify(name)} cannot be the name of a limit`, "Leave out / % & < and >.");
  await using api = await context.api();
  try {
    await api.concurrencyLimitsV2.create({ ...sizesOf(options), name, limit, active: !options.disable });
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    throw new Failure(`there is a limit ${name} already`, `Change it with \`weir limit update ${name}\`.`, {
      cause: error,
    });
  }
  console.log(`Created ${name}.`);
}
