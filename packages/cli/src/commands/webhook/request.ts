import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { properties } from "../../output/properties.ts";
import { time } from "../shared/run-details.ts";

const HELP = `
Example:
  $ weir webhook request 01a204ba-d5d7-7e28-9099-8fa9145aede3
`;

export function request(command: Command, context: Context): void {
  jsonOption(command)
    .description("show one request as it was received")
    .argument("<request>", "its id, as `weir webhook inbox` lists it")
    .addHelpText("after", HELP)
    .action((id: string, options: JsonOptions) => run(id, options, context));
}

async function run(id: string, options: JsonOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const found = await api.webhooks.readRequest({ id });
  if (wantsJson(options)) return printJson(found);
  const headers = Object.entries(found.headers).map(([name, value]) => `${name}: ${value}`);
  console.log(
    properties({
      Request: found.id,
      Received: time(found.received),
      From: found.origin,
      Outcome: found.outcome,
      Reason: found.reason ?? undefined,
      Event: found.event === null ? undefined : `${found.event}, ${found.event_id}`,
      Delivery: found.delivery ?? undefined,
      "Replay of": found.replay_of ?? undefined,
      Headers: headers.join("\n"),
      [found.body_encoding === "base64" ? "Body (base64)" : "Body"]: found.body,
    }),
  );
}
