import type { Command } from "commander";
import type { Client } from "@weir/client";
import type { Webhook, WebhookCreate } from "@weir/contract";
import { WEBHOOK_PRESETS } from "@weir/contract/webhook-presets";
import { notThere } from "../shared/find.ts";
import { readJsonObject } from "../shared/json-file.ts";

export const webhookArgument = (command: Command): Command => command.argument("<webhook>", "its name or its id");

export const PRESETS = Object.keys(WEBHOOK_PRESETS);

/** The webhook of that id or name. */
export async function findWebhook(api: Client, idOrName: string): Promise<Webhook> {
  const all = await api.webhooks.list();
  const found = all.find(({ id, name }) => name === idOrName || id === idOrName.toLowerCase());
  if (found) return found;
  throw notThere(
    "webhook",
    idOrName,
    all.map(({ name }) => name),
  );
}

type Template = NonNullable<WebhookCreate["template"]>;

/** The template of a file; its shape is the server's to judge. */
export const readTemplate = async (file: string): Promise<Template> =>
  (await readJsonObject(file, "one template")) as unknown as Template;
