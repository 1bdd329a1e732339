import { type Command, InvalidArgumentError, Option } from "commander";
import { formatTime } from "@weir/contract/time";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";

type Labels = Readonly<Record<string, string>>;

interface Options extends JsonOptions {
  readonly resource: Labels;
  readonly resourceId?: string;
  readonly related?: readonly Labels[];
  readonly payload?: Readonly<Record<string, unknown>>;
}

const HELP = `
Examples:
  $ weir event emit orders.arrived --resource-id shop.orders.17
  $ weir event emit orders.arrived --resource-id shop.orders.17 -r prefect.resource.name='order 17' -p '{"total": 12.5}'
`;

export function emit(command: Command, context: Context): void {
  jsonOption(command)
    .description("send an event")
    .argument("<event>", "name of the event, as orders.arrived")
    .option("--resource-id <id>", "id of the resource that it is about")
    .option(
      "-r, --resource <label=value>",
      "a label of the resource, or JSON with all of them; may be repeated",
      label,
      {},
    )
    .addOption(
      new Option("--related <json>", "another resource that has to do with it; may be repeated").argParser(related),
    )
    .option("-p, --payload <json>", "more about it, as a JSON object", object)
    .addHelpText("after", HELP)
    .action((event: string, options: Options) => run(event, options, context));
}

const ID = "prefect.resource.id";

async function run(name: string, options: Options, context: Context): Promise<void> {
  const resource = { ...options.resource, ...(options.resourceId !== undefined && { [ID]: options.resourceId }) };
  if (!resource[ID]) throw new Failure("the event is about nothing", "Give the id of a resource with --resource-id.");
  await using api = await context.api();
  const event = {
    id: crypto.randomUUID(),
    event: name,
    occurred: formatTime(Date.now() * 1000),
    resource,
    related: [...(options.related ?? [])],
    payload: { ...options.payload },
  };
  await api.events.send([event]);
  if (wantsJson(options)) printJson(event);
  else console.log(`Sent ${name} with id ${event.id}.`);
}

function label(text: string, before: Labels): Labels {
  if (text.trimStart().startsWith("{")) return { ...before, ...labels(text) };
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError("It looks like label=value.");
  return { ...before, [name]: value };
}

function related(text: string, before: readonly Labels[] = []): readonly Labels[] {
  return [...before, labels(text)];
}

function labels(text: string): Labels {
  const found = Object.entries(object(text));
  const wrong = found.find(([, value]) => typeof value !== "string");
  if (wrong) throw new InvalidArgumentError(`Labels are texts: ${wrong[0]} is not.`);
  return Object.fromEntries(found) as Labels;
}

function object(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // told below
  }
  throw new InvalidArgumentError("It has to be a JSON object.");
}
