import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import type { Settings } from "@weir/contract/settings";
import { homeOf } from "@weir/sdk/internal";
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
Exit code 0 if the server is healthy, 1 if not. Looks at WEIR_API_URL; without it at the server that serves the home
folder; without that at the address where one would listen.

Examples:
  $ weir server status
  $ weir server status --wait --timeout 30     # until it is up
`;

export function status(command: Command, context: Context): void {
  jsonOption(command)
    .description("see whether a server answers, and which version it is")
    .option("--url <address>", "address of the API")
    .option("--wait", "wait until it is healthy")
    .option("-t, --timeout <seconds>", "how long to wait", positiveNumber, 60)
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: Context): Promise<void> {
  const settings = context.settings();
  const { client } = await import("@weir/client");
  const url = options.url ?? settings.api_url ?? (await localUrl(settings));
  const authString = settings.api_auth_string ?? settings.server_auth_string;
  await using api = client({ url, apiKey: settings.api_key, authString, retry: { retries: 0 }, timeout: 5 });
  const end = Date.now() + options.timeout * 1000;
  for (;;) {
    try {
      await api.health.health();
      break;
    } catch (error) {
      if (options.wait && Date.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        continue;
      }
      if (wantsJson(options)) printJson({ status: "unavailable", url });
      throw new Failure(`no healthy server at ${url}`, "Start one with `weir server start`, or set WEIR_API_URL.", {
        cause: error,
      });
    }
  }
  const [reference, version] = await Promise.all([api.admin.readVersion(), api.health.version()]);
  const product = api.weirVersion === undefined ? `Prefect ${reference}` : `Weir ${api.weirVersion}`;
  if (wantsJson(options))
    return printJson({ status: "healthy", url, api: version, prefect: reference, weir: api.weirVersion ?? null });
  console.log(properties({ Status: paint("green", "healthy"), Server: product, URL: url, API: version }));
}

/** The server that serves the home folder leaves its address there. */
async function localUrl(settings: Settings): Promise<string> {
  try {
    const { url } = JSON.parse(await readFile(join(homeOf(settings), "server.json"), "utf8")) as { url: string };
    return `${url}/api`;
  } catch {
    return `http://${settings.server_host}:${settings.server_port}/api`;
  }
}
