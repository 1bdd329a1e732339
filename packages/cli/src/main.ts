/** The command line's only place that reads the process: arguments, environment, exit code. */
import { Context } from "./context.ts";
import { report } from "./output/failure.ts";
import { createProgram } from "./program.ts";

/** Runs the command that the process was started with, and sets its exit code. */
export async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  // `weir flow-run ls | head` closes our output early, which is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  try {
    const program = await createProgram(argv, new Context(process.env, profileIn(argv)));
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    process.exitCode = await report(error, argv.includes("--debug"));
  }
}

/** What `--profile` says: wanted before the command is known, as settings may decide how it looks. */
function profileIn(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((argument) => /^--(profile(=|$)|$)/.test(argument));
  if (at < 0 || argv[at] === "--") return undefined;
  return argv[at]!.split("=", 2)[1] ?? argv[at + 1];
}
