import { writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { type Command, Option } from "commander";
import { Failure } from "../failure.ts";
import { RECIPES, recipeText } from "../deploy/recipes.ts";

interface Options {
  readonly name?: string;
  readonly recipe: (typeof RECIPES)[number];
}

const HELP = `
Writes weir.yaml into this folder, with one deployment to fill in. Recipes: process runs it where the code is, git lets
workers clone it, docker and kubernetes run it in an image that has it.

Examples:
  $ weir init
  $ weir init --recipe git
`;

export function register(command: Command): void {
  command
    .description("write a weir.yaml to begin with")
    .option("--name <name>", "name of the project (default: the folder's)")
    .addOption(new Option("--recipe <recipe>", "how the code comes to the workers").choices(RECIPES).default("process"))
    .addHelpText("after", HELP)
    .action((options: Options) => run(options));
}

async function run({ name = basename(process.cwd()), recipe }: Options): Promise<void> {
  const path = resolve("weir.yaml");
  try {
    await writeFile(path, recipeText(recipe, name), { flag: "wx" });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new Failure(
      code === "EEXIST" ? `${path} is there already` : `${path} cannot be written (${code})`,
      code === "EEXIST" ? "Edit it, or remove it first." : "Make the folder writable.",
      { cause: error },
    );
  }
  console.log(`${path} is written. Fill in the deployment, then see what it does with \`weir deploy --dry-run\`.`);
}
