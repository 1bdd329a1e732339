import { type Command, Option } from "commander";
import type { Client } from "@weir/client";
import type { AutomationCreate } from "@weir/contract";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { lengthOfTime } from "../../output/numbers.ts";
import { findBlock } from "../block/find.ts";
import { findDeployment } from "../deployment/find.ts";
import { notThere } from "../shared/find.ts";
import { readJsonObject } from "../shared/json-file.ts";

interface Options {
  readonly file?: string;
  readonly template?: string;
  readonly name?: string;
  readonly block?: string;
  readonly flow?: string;
  readonly deployment?: string;
  readonly within?: number;
}

/** What the server makes itself: a file that inspect wrote has it, too. */
const OF_THE_SERVER = ["id", "created", "updated"];

const HELP = `
The file holds one automation, as the API takes it and \`weir automation inspect\` shows it. A template is one that is ready
made, which notifies by a block: \`weir automation templates\` shows them.

Examples:
  $ weir automation create -f reports.json
  $ weir automation create --template failure-notification --block slack-webhook/ops --flow report
`;

export function create(command: Command, context: Context): void {
  command
    .description("create an automation from a file or a template")
    .option("-f, --file <file>", "the automation, as JSON")
    .addOption(new Option("--template <name>", "one that is ready made").conflicts("file"))
    .option("--name <name>", "with a template: its name (default: the template's)")
    .option("--block <type/name>", "with a template: what it notifies by")
    .option("--flow <name>", "with a template: only runs of this flow")
    .addOption(
      new Option("--deployment <flow/name>", "with a template: only runs of this deployment").conflicts("flow"),
    )
    .option("--within <time>", "with a template: its time, as 30m, 2h, 1d", lengthOfTime)
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

export const withoutServersFields = (automation: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(automation).filter(([name]) => !OF_THE_SERVER.includes(name)));

async function run(options: Options, context: Context): Promise<void> {
  const { file, template } = options;
  if (file === undefined && template === undefined)
    throw new Failure("there is nothing to create", "Give a file with -f, or a template with --template.");
  const given = file === undefined ? undefined : withoutServersFields(await readJsonObject(file, "one automation"));
  await using api = await context.api();
  const body = given ?? (await fromTemplate(api, template!, options));
  const { name, id } = await api.automations.create(body as unknown as AutomationCreate);
  console.log(`Created ${name}, ${id}.`);
}

async function fromTemplate(
  api: Client,
  template: string,
  { name, block, flow, deployment, within }: Options,
): Promise<Readonly<Record<string, unknown>>> {
  const { READY_MADE } = await import("@weir/contract/ready-made");
  const made = READY_MADE.find((each) => each.name === template);
  if (!made)
    throw notThere(
      "template",
      template,
      READY_MADE.map((each) => each.name),
    );
  if (block === undefined)
    throw new Failure("nobody would be notified", "Name a block with --block TYPE/NAME: see `weir block ls`.");
  const isNarrowed = flow !== undefined || deployment !== undefined;
  if (made.needsScope && !isNarrowed)
    throw new Failure(`${template} is about one thing`, "Name it with --flow or --deployment.");
  if (!made.ofRuns && isNarrowed)
    throw new Failure(`${template} is not about runs`, "Leave out --flow and --deployment.");
  if (made.within === undefined && within !== undefined)
    throw new Failure(`${template} has no time`, "Leave out --within.");
  const { id: block_document_id } = await findBlock(api, block);
  const deploymentId = deployment === undefined ? undefined : (await findDeployment(api, deployment)).id;
  const about = deployment ?? flow;
  return {
    name: name ?? (about === undefined ? made.name : `${made.name} of ${about}`),
    description: about === undefined ? made.description : `${made.description} (${about})`,
    trigger: made.trigger({ flow, deploymentId }, within ?? made.within ?? 0),
    actions: [{ type: "send-notification", block_document_id, subject: made.subject, body: made.body }],
  };
}
