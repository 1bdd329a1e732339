/**
 * What a webhook keeps secret: the secret part of its address, and what its sender signs by.
 *
 * S1. Both are sealed together, for their row alone. A request finds its webhook by a hash of the address, so that
 *     nothing has to be opened to know that nobody is meant.
 */
import { createHash, randomBytes } from "node:crypto";
import { WEBHOOK_PRESETS, type WebhookPresetName } from "@weir/contract";
import { VaultError } from "../../platform/vault.ts";
import { Refusal } from "../../platform/errors.ts";
import type { WebhookTable } from "../../storage/webhook-tables.ts";
import type { Context } from "../context.ts";

export interface WebhookSecrets {
  readonly address: string;
  readonly secret?: string | undefined;
}

/** What requests are sent to, below the server's own address. */
export const pathOf = ({ address }: WebhookSecrets): string => `/hooks/${address}`;

export const freshAddress = (): string => randomBytes(24).toString("base64url");

/** A secret of our making; undefined where the sender makes it, or there is none. */
export const freshSecret = (preset: WebhookPresetName): string | undefined =>
  WEBHOOK_PRESETS[preset].secret === "made"
    ? `${preset === "standard" ? "whsec_" : ""}${randomBytes(24).toString("base64")}`
    : undefined;

export const hashOfAddress = (address: string): string => createHash("sha256").update(address).digest("hex");

/** The columns that hold them. */
export const sealedColumns = (
  { vault }: Pick<Context, "vault">,
  id: string,
  secrets: WebhookSecrets,
): Pick<WebhookTable, "address_hash" | "sealed"> => ({
  address_hash: hashOfAddress(secrets.address),
  sealed: vault.seal(JSON.stringify(secrets), id),
});

/** @throws Refusal where they do not open */
export function secretsOf({ vault }: Pick<Context, "vault">, { id, name, sealed }: WebhookTable): WebhookSecrets {
  try {
    return JSON.parse(vault.open(sealed, id)) as WebhookSecrets;
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new Refusal("locked", `The secrets of webhook ${name} cannot be opened: they are ${error.message}`);
  }
}
