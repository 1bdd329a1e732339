/** The tables of inbound webhooks; see `tables.ts`. */
import type { Micros } from "@weir/contract";

export interface WebhookTable {
  id: string;
  created: Micros;
  updated: Micros;
  name: string;
  description: string;
  enabled: number;
  preset: string;
  /** As JSON; null for the preset's. */
  template: string | null;
  /** Hash of the secret part of its address: by it requests are known. */
  address_hash: string;
  /** The secret part of its address and the secret by which its sender signs, as sealed JSON. */
  sealed: string;
}

export interface WebhookRequestTable {
  id: string;
  webhook_id: string;
  received: Micros;
  origin: string;
  /** Bytes of the body. */
  size: number;
  outcome: string;
  reason: string | null;
  event_id: string | null;
  event: string | null;
  delivery: string | null;
  replay_of: string | null;
  /** 1 if it was let in: a replay need not ask again, which it could not once a signature is old. */
  is_genuine: number;
  /** As JSON, as is `query`. */
  headers: string;
  query: string;
  body: string;
  body_encoding: string;
}

export interface WebhookTables {
  webhook: WebhookTable;
  webhook_request: WebhookRequestTable;
}
