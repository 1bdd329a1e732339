import type { Command } from "commander";
import type { DeploymentAdditions } from "@weir/contract";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { properties } from "../../output/properties.ts";
import { policyText, scheduleText } from "../shared/schedule-text.ts";
import { findDeployment, namesOf } from "./find.ts";

const HELP = `
Example:
  $ weir deployment inspect report/nightly
`;

export function inspect(command: Command, context: Context): void {
  jsonOption(command)
    .description("show one deployment")
    .argument("<deployment>", "its name, as report/nightly, or its id")
    .addHelpText("after", HELP)
    .action((name: string, options: JsonOptions) => show(name, options, context));
}

async function show(idOrName: string, options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const deployment = await findDeployment(api, idOrName);
  const more =
    api.weirVersion === undefined ? undefined : await api.deploymentVersions.ofDeployment({ id: deployment.id });
  if (wantsJson(options)) return printJson({ ...deployment, ...(more && { weir: more }) });
  const names = await namesOf(api, [deployment]);
  const json = (value: object | null | undefined): string | undefined =>
    value && Object.keys(value).length > 0 ? JSON.stringify(value, undefined, 2) : undefined;
  console.log(
    properties({
      Deployment: names.get(deployment.id)!,
      ID: deployment.id,
      Description: deployment.description ?? undefined,
      Version: deployment.version ?? undefined,
      Status: deployment.paused ? "paused" : (deployment.status ?? "").toLowerCase().replace("_", " "),
      Entrypoint: deployment.entrypoint ?? undefined,
      Path: deployment.path ?? undefined,
      "Work pool": deployment.work_pool_name ?? undefined,
      "Work queue": deployment.work_queue_name ?? undefined,
      Deployed: more?.version == null ? undefined : `version ${more.version}${canaryText(more)}`,
      Schedules: (deployment.schedules ?? [])
        .map((one) => [scheduleText(one), policyText(more?.schedules[one.id])].filter(Boolean).join("; "))
        .join("\n"),
      Limit: deployment.global_concurrency_limit ? String(deployment.global_concurrency_limit.limit) : undefined,
      Parameters: json(deployment.parameters),
      "Job variables": json(deployment.job_variables),
      Tags: deployment.tags?.join(", "),
    }),
  );
}

const canaryText = ({ canary }: DeploymentAdditions): string =>
  canary ? `; version ${canary.version} is tried on ${+(canary.share * 100).toFixed(2)}% of the scheduled runs` : "";
