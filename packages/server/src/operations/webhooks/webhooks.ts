/** Inbound webhooks: made, changed, given another address, ended. */
import {
  WEBHOOK_PRESETS,
  type Webhook,
  type WebhookCreate,
  type WebhookCreated,
  type WebhookPresetName,
  type WebhookTemplate,
  type WebhookUpdate,
} from "@weir/contract";
import { notFound, Refusal } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import {
  deleteWebhook,
  insertWebhook,
  readWebhook,
  readWebhookByName,
  readWebhooks,
  toWebhook,
  updateWebhook,
} from "../../storage/queries/webhooks.ts";
import type { Reader, Transaction } from "../../storage/store.ts";
import type { WebhookTable } from "../../storage/webhook-tables.ts";
import { audit, auditSecretsRead } from "../audit.ts";
import type { Context } from "../context.ts";
import { parseTemplate, TemplateError } from "../schemas/template.ts";
import { freshAddress, freshSecret, pathOf, sealedColumns, secretsOf } from "./sealed.ts";

const KIND = "webhook";

/** Refuses templates that do not parse: each request would fail by them. */
function checkTemplates(value: unknown, field = "template"): void {
  if (typeof value === "string")
    try {
      parseTemplate(value);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new Refusal("invalid", `${field} is no template: ${error.message}`);
    }
  else if (typeof value === "object" && value !== null)
    for (const [name, each] of Object.entries(value)) checkTemplates(each, `${field}.${name}`);
}

function columnOf(template: WebhookTemplate | null | undefined): string | null {
  if (template == null) return null;
  checkTemplates(template);
  if (!template.resource["prefect.resource.id"])
    throw new Refusal("invalid", "template.resource has no label prefect.resource.id: every event is about something.");
  return JSON.stringify(template);
}

/** As it is shown; without its address unless that is asked for. */
function shown(context: Context, row: WebhookTable, baseUrl?: string): Webhook {
  try {
    const secrets = secretsOf(context, row);
    const url = baseUrl === undefined ? null : baseUrl + pathOf(secrets);
    return toWebhook(row, { url, has_secret: secrets.secret !== undefined });
  } catch (error) {
    // One whose secrets are locked can still be seen, and ended.
    if (error instanceof Refusal && baseUrl === undefined) return toWebhook(row, { url: null, has_secret: false });
    throw error;
  }
}

async function found(db: Reader, id: string): Promise<WebhookTable> {
  const row = await db.first(readWebhook, { id });
  if (!row) throw notFound("Webhook");
  return row;
}

const toldOf = ({ name, enabled, preset, template }: WebhookTable): object => ({
  name,
  enabled: enabled === 1,
  preset,
  template: template === null ? null : (JSON.parse(template) as unknown),
});

const isTaken = (name: string): Refusal => new Refusal("conflict", `There is a webhook ${name} already.`);

/** Refuses a secret that nobody would look at. */
function checkSecret(preset: string, secret: string | null | undefined): void {
  if (secret != null && WEBHOOK_PRESETS[preset as WebhookPresetName].secret === "none")
    throw new Refusal(
      "invalid",
      `secret: requests of a ${preset} webhook are not signed. Leave it out, or choose another preset.`,
    );
}

export async function createWebhook(context: Context, body: WebhookCreate, baseUrl: string): Promise<WebhookCreated> {
  const { name, description = "", enabled = true, preset = "plain", template } = body;
  checkSecret(preset, body.secret);
  const now = context.clock.now();
  const id = uuid7();
  const made = body.secret == null ? freshSecret(preset) : undefined;
  const secrets = { address: freshAddress(), secret: body.secret ?? made };
  const row: WebhookTable = {
    id,
    created: now,
    updated: now,
    name,
    description,
    enabled: enabled ? 1 : 0,
    preset,
    template: columnOf(template),
    ...sealedColumns(context, id, secrets),
  };
  await context.store.write(async (tx) => {
    if ((await tx.run(insertWebhook, row)) === 0) throw isTaken(name);
    await audit(tx, { occurred: now, action: "created", kind: KIND, id, name, after: toldOf(row) });
  });
  return { ...shown(context, row), url: baseUrl + pathOf(secrets), secret: made ?? null };
}

export const listWebhooks = (context: Context): Promise<Webhook[]> =>
  context.store.read(async (db) => (await db.all(readWebhooks, {})).map((row) => shown(context, row)));

/** @param baseUrl of the server, where the address is asked for */
export async function readWebhookById(context: Context, id: string, baseUrl?: string): Promise<Webhook> {
  const row = await context.store.read((db) => found(db, id));
  const webhook = shown(context, row, baseUrl);
  if (baseUrl !== undefined) await auditSecretsRead(context, [row], KIND);
  return webhook;
}

/** Writes a changed webhook, and the line of the audit. */
async function change(
  context: Context,
  id: string,
  changed: (row: WebhookTable, tx: Transaction) => Promise<WebhookTable> | WebhookTable,
): Promise<WebhookTable> {
  const now = context.clock.now();
  return context.store.write(async (tx) => {
    const before = await found(tx, id);
    const row = { ...(await changed(before, tx)), updated: now };
    await tx.run(updateWebhook, row);
    await audit(tx, {
      occurred: now,
      action: "updated",
      kind: KIND,
      id,
      name: row.name,
      before: toldOf(before),
      after: { ...toldOf(row), ...(row.sealed === before.sealed ? {} : { secrets: "changed" }) },
    });
    return row;
  });
}

export async function updateWebhookById(context: Context, id: string, body: WebhookUpdate): Promise<Webhook> {
  const { name, description, enabled, template, secret } = body;
  const row = await change(context, id, async (before, tx) => {
    checkSecret(before.preset, secret);
    if (name !== undefined && name !== before.name && (await tx.first(readWebhookByName, { name })))
      throw isTaken(name);
    return {
      ...before,
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      ...(enabled === undefined ? {} : { enabled: enabled ? 1 : 0 }),
      ...(template === undefined ? {} : { template: columnOf(template) }),
      ...(secret === undefined
        ? {}
        : sealedColumns(context, id, { ...secretsOf(context, before), secret: secret ?? undefined })),
    };
  });
  return shown(context, row);
}

export async function rotateWebhook(context: Context, id: string, baseUrl: string): Promise<Webhook> {
  const row = await change(context, id, (before) => ({
    ...before,
    ...sealedColumns(context, id, { ...secretsOf(context, before), address: freshAddress() }),
  }));
  return shown(context, row, baseUrl);
}

export async function deleteWebhookById(context: Context, id: string): Promise<void> {
  await context.store.write(async (tx) => {
    const { name } = await found(tx, id);
    await tx.run(deleteWebhook, { id });
    await audit(tx, { occurred: context.clock.now(), action: "deleted", kind: KIND, id, name });
  });
}
