import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import type { ServerStatus } from "@weir/contract";
import type { Settings } from "@weir/contract/settings";
import { homeOf, servingUrl } from "@weir/sdk/local";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { paint } from "../../output/colours.ts";
import { jsonOption, type JsonOptions, printJson, wantsJson } from "../../output/json.ts";
import { positiveNumber } from "../../output/numbers.ts";
import { properties } from "../../output/properties.ts";

interface Options extends JsonOptions {
  readonly url?: string;
  readonly wait?: true;
  readonly timeout: number;
}

const HELP = `
Exit code 0 if the server is healthy, 1 if not. A Weir server also tells of its database, background services, sockets
and memory, and warns of what somebody should look at. Looks at WEIR_API_URL; without it at the server that serves the home
folder; without that at the address where one would listen.

Examples:
  $ weir server status
  $ weir server status --wait --timeout 30     # until it is up
`;

export function status(command: Command, context: Context): void {
  jsonOption(command)
    .description("see whether a server answers, which version it is, and how it is")
    .option("--url <address>", "address of the API")
    .option("--wait", "wait until it is healthy")
    .option("-t, --timeout <seconds>", "how long to wait", positiveNumber, 60)
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  const end = Date.now() + (options.wait ? options.timeout * 1000 : 0);
  for (;;) {
    const health = await look(options, context.settings());
    const last = Date.now() >= end;
    if (health.status === "healthy" || last) return show(health, options);
    await setTimeout(200);
  }
}

type Health =
  | { readonly status: "unavailable"; readonly url: string; readonly cause: unknown }
  | {
      readonly status: "healthy";
      readonly url: string;
      readonly api: string;
      readonly prefect: string;
      /** `null` if the server is not Weir. */
      readonly weir: string | null;
      /** What a Weir server tells of itself; `null` if it is none, or does not tell. */
      readonly details: ServerStatus | null;
    };

async function look({ url: given }: Options, settings: Settings): Promise<Health> {
  const { client } = await import("@weir/client");
  const serving = (await servingUrl(homeOf(settings))) ?? `http://${settings.server_host}:${settings.server_port}`;
  const url = given ?? settings.api_url ?? `${serving}/api`;
  const authString = settings.api_auth_string ?? settings.server_auth_string;
  await using api = client({ url, apiKey: settings.api_key, authString, retry: { retries: 0 }, timeout: 5 });
  try {
    await api.health.health();
    const [prefect, version] = await Promise.all([api.admin.readVersion(), api.health.version()]);
    const weir = api.weirVersion ?? null;
    // A server that is healthy stays so, also if it is too old to tell more, or too busy to count.
    const details = weir === null ? null : await api.serverStatus.read().catch(() => null);
    return { status: "healthy", url, api: version, prefect, weir, details };
  } catch (cause) {
    return { status: "unavailable", url, cause };
  }
}

async function show(health: Health, options: Options): Promise<void> {
  if (health.status === "unavailable") {
    const { status, url, cause } = health;
    if (wantsJson(options)) printJson({ status, url });
    throw new Failure(`no healthy server at ${url}`, "Start one with `weir server start`, or set WEIR_API_URL.", {
      cause,
    });
  }
  if (wantsJson(options)) return printJson(health);
  const { url, api, prefect, weir, details } = health;
  const server = weir === null ? `Prefect ${prefect}` : `Weir ${weir}`;
  const summary = { Status: { painted: paint("green", "healthy") }, Server: server, URL: url, API: api };
  if (details === null) return console.log(properties(summary));
  const { detailsText, figures } = await import("./status-details.ts");
  console.log(`${properties({ ...summary, ...figures(details) })}\n\n${detailsText(details)}`);
}
