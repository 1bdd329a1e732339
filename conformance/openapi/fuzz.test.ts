/**
 * Requests made up from the server's own OpenAPI document, valid and invalid: whatever comes, no answer is a 500, and
 * the server is still there afterwards. Bounded in time; the same requests on every run.
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

test.each(DIALECTS)("no request is answered with a 500 on %s", { timeout: 150_000 }, async (dialect) => {
  await using database = await createDatabase(dialect);
  await using weir = await startWeir({ database: database.url });
  const scratch = await mkdtemp(join(tmpdir(), "weir-fuzz-"));
  const flags = [
    "--phases=coverage,fuzzing",
    "--checks=not_a_server_error",
    "--mode=all",
    "--max-examples=10",
    "--workers=2",
    "--generation-deterministic",
    "--suppress-health-check=all",
    "--warnings=off",
    "--max-time=60",
    "--max-failures=20",
    "--request-timeout=10",
    "--no-color",
  ];
  // The tool leaves files where it runs.
  const result = await promisify(execFile)(SCHEMATHESIS, ["run", `${weir.apiUrl}/openapi.json`, ...flags], {
    cwd: scratch,
    maxBuffer: 64 * 1024 * 1024,
    timeout: 140_000,
  }).catch((error: { stdout: string; stderr: string }) => error);
  await rm(scratch, { recursive: true, force: true });
  expect(result, result.stdout + result.stderr).not.toBeInstanceOf(Error);
  expect(result.stdout).toMatch(/[1-9]\d* generated, .*No issues found/s);
  expect((await fetch(`${weir.apiUrl}/health`)).status).toBe(200);
});
