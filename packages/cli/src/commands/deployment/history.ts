import type { Command } from "commander";
import type { DeploymentVersion } from "@weir/contract";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import type { Column } from "../../output/table.ts";
import { relative } from "../../output/time.ts";
import { findDeployment } from "./find.ts";

const HELP = `
Each deploy that changes something makes a version. The one in force is marked *, one that is tried with its share.

Example:
  $ weir deployment history report/nightly
`;

export function history(command: Command, context: Context): void {
  jsonOption(command)
    .description("list the versions of a deployment, the newest first")
    .argument("<deployment>", "its name, as report/nightly, or its id")
    .addHelpText("after", HELP)
    .action((name: string, options: JsonOptions) => list(name, options, context));
}

async function list(idOrName: string, options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const { id } = await findDeployment(api, idOrName);
  const versions = await api.deploymentVersions.list({ id });
  if (wantsJson(options)) return printJson(versions);
  if (versions.length === 0) return console.log("There are no versions yet: the next deploy makes the first.");
  const { table } = await import("../../output/table.ts");
  const columns: readonly Column[] = [
    { title: "Version", right: true },
    { title: "" },
    { title: "Made", least: 12 },
    { title: "By", least: 6 },
    { title: "Commit" },
    { title: "Message", least: 12 },
  ];
  console.log(
    table(
      columns,
      versions.map((version) => [
        String(version.number),
        markOf(version),
        relative(version.created),
        version.author ?? "",
        commitText(version),
        version.message ?? "",
      ]),
    ),
  );
}

const markOf = ({ is_current, canary_share }: DeploymentVersion): string =>
  is_current ? "*" : canary_share === null ? "" : `${+(canary_share * 100).toFixed(2)}%`;

const commitText = ({ commit }: DeploymentVersion): string => {
  const { id, is_dirty } = (commit ?? {}) as { id?: string; is_dirty?: boolean };
  return id === undefined ? "" : `${id.slice(0, 8)}${is_dirty ? "+" : ""}`;
};
