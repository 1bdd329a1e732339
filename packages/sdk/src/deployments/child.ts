/** The program of a process that executes one flow run: `weir flow-run execute`, and what served flows are run by. */
import { describeError } from "../errors.ts";
import { closeBackend, executeFlowRun } from "./execute.ts";

/**
 * Executes the run, then ends the process, whatever the flow has left open: with 0 if the run's state says how it ended,
 * with 1 if it could not be executed.
 */
export async function runChild(id: string, entrypoint?: string): Promise<never> {
  let code = 0;
  // A flow may wait for nothing but its signal, which keeps no process alive.
  setInterval(() => {}, 60_000);
  // A worker that is gone reads no more of what is printed, which is no reason for the run to end.
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners("error").on("error", () => {});
  try {
    await executeFlowRun(id, entrypoint);
  } catch (error) {
    process.stderr.write(`${describeError(error)}\n`);
    code = 1;
  }
  await closeBackend().catch(() => (code = 1));
  process.exit(code);
}
