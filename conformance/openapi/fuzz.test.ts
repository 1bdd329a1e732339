/**
 * Requests made up from the server's own OpenAPI document, valid and invalid: whatever comes, no answer is a 500, and
 * the server is still there afterwards. The same requests on every run.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createDatabase, DIALECTS, startWeir } from "@weir/testkit";
import { expect, test } from "vitest";

const SCHEMATHESIS = fileURLToPath(new URL("../../.cache/venv/bin/st", import.meta.url));

/** What both passes are told. One worker each: the tool's generator is not safe to share between threads. */
const FLAGS = [
  "--checks=not_a_server_error",
  "--mode=all",
  "--workers=1",
  "--generation-deterministic",
  "--suppress-health-check=all",
  "--warnings=off",
  "--max-failures=20",
  "--request-timeout=10",
  "--no-color",
];

/** Every bound and kind of each schema, to the end; beside it, requests drawn from the schemas for a bounded time. */
const PASSES = [["--phases=coverage"], ["--phases=fuzzing", "--max-examples=10", "--max-time=30"]];

test.each(DIALECTS)("no request is answered with a 500 on %s", { timeout: 420_000 }, async (dialect) => {
  await using database = await createDatabase(dialect);
  await using weir = await startWeir({ database: database.url });
  const document = `${weir.apiUrl}/openapi.json`;
  const results = await Promise.all(PASSES.map((flags) => schemathesis(["run", document, ...flags, ...FLAGS])));
  for (const result of results) {
    expect(result, result.stdout + result.stderr).not.toBeInstanceOf(Error);
    expect(result.stdout).toMatch(/[1-9]\d* generated, .*No issues found/s);
  }
  expect((await fetch(`${weir.apiUrl}/health`)).status).toBe(200);
});

/** Runs the tool in a folder of its own, as it leaves files where it runs. */
async function schemathesis(args: string[]): Promise<{ stdout: string; stderr: string }> {
  const scratch = await mkdtemp(join(tmpdir(), "weir-fuzz-"));
  try {
    return await promisify(execFile)(SCHEMATHESIS, args, {
      cwd: scratch,
      maxBuffer: 64 * 1024 * 1024,
      timeout: 400_000,
    });
  } catch (error) {
    return error as Error & { stdout: string; stderr: string };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
