/** Runs one of the conformance tools, which are plain programs, and turns a bad end into a failed test with its words. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

const FOLDER = new URL(".", import.meta.url);

/** Sockets and long answers need room, and a tool that hangs has to end before the test that waits for it does. */
const LIMITS = { maxBuffer: 64 * 1024 * 1024, timeout: 170_000 };

/** `environment` is added to that of the tests. */
export async function runTool(
  script: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<{ code: number | string; output: string }>();
  execFile(
    process.execPath,
    [fileURLToPath(new URL(script, FOLDER)), ...args],
    { ...LIMITS, cwd: fileURLToPath(new URL("..", FOLDER)), env: { ...process.env, ...environment } },
    (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? error.signal ?? "no exit code") : 0, output: stdout + stderr }),
  );
  const { code, output } = await promise;
  expect(code, output).toBe(0);
  return output;
}
