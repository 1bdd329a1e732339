/**
 * `withWeir`: a server of its own for a test, in this process and gone afterwards. Time is real in it.
 */
import { client, type Client } from "@weir/client";
import type { FlowRunResponse, TaskRun } from "@weir/contract";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Backend, withBackend } from "../backend.ts";
import { openEmbedded } from "../embedded.ts";
import { readSettings } from "../settings.ts";

export interface TestWeir {
  /** The client of the test's server. */
  readonly api: Client;
  /** Its folder: results of cached tasks lie below it. */
  readonly home: string;
  /** All flow runs, in the order in which they were created. */
  runs(): Promise<FlowRunResponse[]>;
  /** All task runs, in the order in which they were due. */
  taskRuns(): Promise<TaskRun[]>;
}

/** Runs `fn` with an empty server: every flow called in it runs there. */
export async function withWeir<T>(fn: (weir: TestWeir) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), "weir-test-"));
  try {
    const settings = { ...readSettings(), home, log_level: "critical" };
    const backend = new Backend(client({ transport: await openEmbedded(home) }), settings);
    try {
      return await withBackend(backend, () => fn(testWeir(backend, home)));
    } finally {
      await backend.close();
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

const testWeir = ({ api }: Backend, home: string): TestWeir => ({
  api,
  home,
  runs: () => Array.fromAsync(api.flowRuns.list({ sort: "START_TIME_ASC" })),
  taskRuns: () => Array.fromAsync(api.taskRuns.list({ sort: "EXPECTED_START_TIME_ASC" })),
});
