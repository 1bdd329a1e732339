import type { Command } from "commander";
import { homeOf } from "@weir/sdk/local";
import type { Context } from "../../context.ts";
import { Failure } from "../../failure.ts";
import { positiveNumber } from "../../output/numbers.ts";
import { goneWithin, serverOf } from "./processes.ts";

interface Options {
  readonly home?: string;
  readonly timeout: number;
}

const HELP = `
Stops the server that runs on this machine for the home folder, whether in the background or in a terminal. It finishes
what is under way first; past the time given, it stops at once.

Example:
  $ weir server stop --timeout 60
`;

export function stop(command: Command, context: Context): void {
  command
    .description("stop the server of the home folder")
    .option("--home <folder>", "folder of Weir's own files (default: ~/.weir)")
    .option("-t, --timeout <seconds>", "how long it may take to finish", positiveNumber, 30)
    .addHelpText("after", HELP)
    .action((options: Options) => run(options, context));
}

/** Seconds that a server has to end once it is told to do so at once. */
const AT_ONCE = 5;

async function run({ home: given, timeout }: Options, context: Context): Promise<void> {
  const home = homeOf(context.settings({ home: given }));
  const pid = await serverOf(home);
  if (pid === undefined)
    throw new Failure(`no server of ${home} runs on this machine`, "Name its folder with --home or WEIR_HOME.");
  process.kill(pid, "SIGTERM");
  if (await goneWithin(pid, timeout)) return console.log(`Stopped the server of ${home} (process ${pid}).`);
  process.kill(pid, "SIGTERM");
  if (await goneWithin(pid, AT_ONCE))
    return console.log(`Stopped the server of ${home} (process ${pid}) without waiting for what was under way.`);
  throw new Failure(`process ${pid} does not stop`, `End it by force: kill -9 ${pid}`);
}
