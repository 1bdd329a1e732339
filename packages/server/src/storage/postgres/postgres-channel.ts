/**
 * The channel on PostgreSQL: LISTEN, NOTIFY and advisory locks, on one connection of its own.
 *
 * N1. Nothing is said inside the transactions that it is about. NOTIFY makes PostgreSQL commit one such transaction at a
 *     time; here only those wait that say something, and not for the disk.
 * N2. A lost connection is made again until it succeeds or the channel closes; its locks are gone with it.
 */
import pg from "pg";
import { uuid7 } from "../../platform/ids.ts";
import type { Channel, ChannelListener } from "../channel.ts";
import { translateError } from "./errors.ts";

const CHANNEL = "weir";
/** First half of the keys of our locks: "weir" in ASCII. */
const LOCKS = 0x77656972;
/** Milliseconds between two attempts to connect again. */
const RETRY = 500;

class PostgresChannel implements Channel {
  readonly id = uuid7();
  readonly #url: string;
  readonly #held = new Set<string>();
  #client: pg.Client | undefined;
  #listener: ChannelListener | undefined;
  #retry: NodeJS.Timeout | undefined;
  #connecting: Promise<void> | undefined;
  #closed = false;

  constructor(url: string) {
    this.#url = url;
  }

  async connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, application_name: "weir channel", keepAlive: true });
    const lost = (): void => this.#lost(client);
    client.on("error", lost).on("end", lost);
    client.on("notification", ({ payload }) => payload !== undefined && this.#listener?.heard(payload));
    try {
      await client.connect();
      await client.query(`SET synchronous_commit = off; LISTEN ${CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw translateError(error);
    }
    if (this.#closed) return client.end();
    this.#client = client;
  }

  listen(listener: ChannelListener): void {
    this.#listener = listener;
  }

  async send(messages: readonly string[]): Promise<void> {
    await this.#query(`SELECT pg_notify('${CHANNEL}', message) FROM unnest($1::text[]) AS message`, [messages]);
  }

  async hold(name: string): Promise<boolean> {
    if (this.#held.has(name)) return true;
    if (!this.#client) return false;
    const client = this.#client;
    const { rows } = await this.#query(`SELECT pg_try_advisory_lock(${LOCKS}, hashtext($1)) AS held`, [name]);
    const held = (rows[0] as { held: boolean }).held && this.#client === client;
    if (held) this.#held.add(name);
    return held;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    const client = this.#client;
    this.#client = undefined;
    this.#held.clear();
    await Promise.all([client?.end(), this.#connecting]);
  }

  async #query(text: string, values: unknown[]): Promise<pg.QueryResult> {
    if (!this.#client) throw translateError(new Error("the connection between servers is lost"));
    return this.#client.query(text, values).catch((error: unknown) => {
      throw translateError(error);
    });
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#held.clear();
    client.end().catch(() => undefined);
    this.#connectSoon();
  }

  #connectSoon(): void {
    if (this.#closed) return;
    this.#retry = setTimeout(() => {
      this.#connecting = this.connect().then(
        () => this.#closed || this.#listener?.reconnected(),
        () => this.#connectSoon(),
      ) as Promise<void>;
    }, RETRY);
  }
}

/** Opens the channel of a database. */
export async function openPostgresChannel(url: string): Promise<Channel> {
  const channel = new PostgresChannel(url);
  await channel.connect();
  return channel;
}
