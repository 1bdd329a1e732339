import type { Client } from "pg";
import { MissingPackage } from "../errors.ts";
import { hideSecret } from "../../redaction.ts";
import { referenceBlock } from "./reference.ts";

export interface PostgresConnectionData {
  /** SQLAlchemy's name of a driver; only those of PostgreSQL can be used here. Default: `postgresql+psycopg2`. */
  readonly driver?: string | null;
  readonly host?: string | null;
  /** A text, as the reference has it. Default: `"5432"`. */
  readonly port?: string | null;
  readonly username?: string | null;
  readonly password?: string | null;
  readonly database?: string | null;
  /** Further parameters of the connection: `{ sslmode: "require" }`. */
  readonly query?: Readonly<Record<string, string>> | null;
  /** The whole address, in place of all others. */
  readonly url?: string | null;
}

/** A PostgreSQL database. Needs the package `pg`. */
export const PostgresConnection = referenceBlock<PostgresConnectionData>()({
  name: "Database Credentials",
  slug: "database-credentials",
  secrets: ["password", "url"],
  methods: {
    /** The address, with the password in it. */
    address(): string {
      return addressOf(this.data);
    },
    /** A connection of `pg`, to be closed by the caller with `end()`, or at the end of the scope with `await using`. */
    connect(): Promise<Client & AsyncDisposable> {
      return connect(this.data);
    },
    /** Runs one statement on a connection of its own; gives its rows. */
    async query<Row = Record<string, unknown>>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
      await using client = await connect(this.data);
      return (await client.query(sql, [...values])).rows as Row[];
    },
  },
});

function addressOf(data: PostgresConnectionData): string {
  const { driver, host, port, username, password, database, query, url } = data;
  if (!/^postgres/.test(url ?? driver ?? "postgres"))
    throw new TypeError(`${driver ?? "the address"} is no driver of PostgreSQL`);
  // What SQLAlchemy has behind a plus sign is no business of the server.
  if (url) return url.replace(/^postgres(ql)?(\+\w+)?:/, "postgresql:");
  const login = username
    ? encodeURIComponent(username) + (password ? `:${encodeURIComponent(password)}` : "") + "@"
    : "";
  const more = query && Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : "";
  const address = `postgresql://${login}${host ?? "localhost"}:${port ?? "5432"}/${database ?? ""}${more}`;
  if (password) hideSecret(address);
  return address;
}

async function connect(data: PostgresConnectionData): Promise<Client & AsyncDisposable> {
  const { default: pg } = await import("pg").catch((error: unknown) => {
    throw new MissingPackage("PostgresConnection needs the package pg: npm install pg", { cause: error });
  });
  const client = new pg.Client({ connectionString: addressOf(data) });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}
