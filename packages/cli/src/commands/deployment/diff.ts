import { isDeepStrictEqual } from "node:util";
import type { Command } from "commander";
import type { Client } from "@weir/client";
import { Failure } from "../../failure.ts";
import type { Context } from "../../context.ts";
import { paint } from "../../output/colours.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { harmless } from "../../output/text.ts";
import { findDeployment } from "./find.ts";

type Content = Readonly<Record<string, unknown>>;

const HELP = `
Examples:
  $ weir deployment diff report/nightly          the version in force and the one before it
  $ weir deployment diff report/nightly 3 5
`;

export function diff(command: Command, context: Context): void {
  jsonOption(command)
    .description("show what differs between two versions of a deployment")
    .argument("<deployment>", "its name, as report/nightly, or its id")
    .argument("[from]", "number of a version (default: the one before the other)")
    .argument("[to]", "number of another (default: the one that is tried, else the one in force)")
    .addHelpText("after", HELP)
    .action((name: string, from: string | undefined, to: string | undefined, options: JsonOptions) =>
      show(name, from, to, options, context),
    );
}

async function show(
  idOrName: string,
  from: string | undefined,
  to: string | undefined,
  options: JsonOptions,
  context: Context,
): Promise<void> {
  await using api = await context.api();
  const { id } = await findDeployment(api, idOrName);
  const [before, after] = await bounds(api, id, idOrName, from, to);
  const contentOf = async (number: number): Promise<Content> =>
    (await api.deploymentVersions.read({ id, number })).content;
  const [old, fresh] = await Promise.all([contentOf(before), contentOf(after)]);
  const changes = [...new Set([...Object.keys(old), ...Object.keys(fresh)])]
    .filter((field) => !isDeepStrictEqual(old[field] ?? null, fresh[field] ?? null))
    .map((field) => ({ field, before: old[field] ?? null, after: fresh[field] ?? null }));
  if (wantsJson(options)) return printJson({ from: before, to: after, changes });
  console.log(changes.length === 0 ? `Versions ${before} and ${after} are the same.` : `From ${before} to ${after}:`);
  for (const { field, before: was, after: is } of changes) {
    console.log(`  ${field}`);
    console.log(paint("red", `    - ${harmless(JSON.stringify(was))}`));
    console.log(paint("green", `    + ${harmless(JSON.stringify(is))}`));
  }
}

async function bounds(
  api: Client,
  id: string,
  name: string,
  from: string | undefined,
  to: string | undefined,
): Promise<[number, number]> {
  const versions = await api.deploymentVersions.list({ id });
  const after =
    to === undefined
      ? (versions.find(({ canary_share }) => canary_share !== null) ?? versions.find(({ is_current }) => is_current))
          ?.number
      : numberOf(to);
  const before =
    from === undefined ? versions.find(({ number }) => after !== undefined && number < after)?.number : numberOf(from);
  if (before !== undefined && after !== undefined) return [before, after];
  throw new Failure(`${name} has no two versions`, `See which there are with \`weir deployment history ${name}\`.`);
}

export function numberOf(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Failure(`${text} is no number of a version`, "`weir deployment history` lists them.");
}
