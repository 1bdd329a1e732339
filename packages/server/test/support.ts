/** A server's parts over a database of their own, called without a socket. */
import { resolveSettings, type Method, type Settings } from "@weir/contract";
import { createDatabase, type Dialect, type Template } from "@weir/testkit";
import { pino } from "pino";
import { createApp, type App, type AppOptions } from "../src/app.ts";
import type { Clock } from "../src/platform/clock.ts";
import { openStore } from "../src/storage/open.ts";

const migrated: Template = {
  name: "weir",
  prepare: async (url) => (await openStore(url)).close(),
};

export interface TestServer extends AsyncDisposable {
  readonly app: App;
  /** Calls the API; gives status and body. */
  call(
    method: Method,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: never }>;
  /** The same; throws unless it succeeded. */
  must<T = { id: string }>(method: Method, path: string, body?: unknown): Promise<T>;
}

export async function testServer(
  dialect: Dialect,
  {
    settings = {},
    url,
    ...options
  }: AppOptions & {
    settings?: Partial<Settings>;
    /** A database that is there already, and stays. */
    url?: string;
  } = {},
): Promise<TestServer> {
  const database = url ? { url, drop: () => Promise.resolve() } : await createDatabase(dialect, migrated);
  const app = await createApp(
    resolveSettings({}, { ...settings, server_database_url: database.url }),
    pino({ level: "silent" }),
    options,
  );
  const call: TestServer["call"] = async (method, path, body, headers = {}) => {
    const [pathname, search] = path.split("?") as [string, string | undefined];
    const query = Object.fromEntries(new URLSearchParams(search));
    const answer = await app.api.call({ method, path: pathname, query, headers, body, baseUrl: "http://test" });
    const given =
      typeof answer.text === "string" && answer.text !== "" ? (JSON.parse(answer.text) as unknown) : answer.body;
    return { status: answer.status, body: given as never };
  };
  return {
    app,
    call,
    async must(method, path, body) {
      const answer = await call(method, path, body);
      if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    async [Symbol.asyncDispose]() {
      await app.stop();
      await database.drop();
    },
  };
}

/** A clock that a test moves by hand; each look at it takes one microsecond. */
export class ManualClock implements Clock {
  #now: number;
  constructor(now = Date.UTC(2026, 0, 1) * 1000) {
    this.#now = now;
  }
  now(): number {
    return ++this.#now;
  }
  advance(seconds: number): void {
    this.#now += seconds * 1e6;
  }
}
