/** Each run ends once, whatever dies: see worker-proof/proof.ts. `npm run test:long` does it with 200 kills. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { workerProof } from "./worker-proof/proof.ts";

const KILLS = Number(process.env["WEIR_PROOF_KILLS"] ?? 10);
const SEED = Number(process.env["WEIR_PROOF_SEED"] ?? 20_261_123);

test(
  `${KILLS} times kill -9 of worker, flows and server: each run ends once, none is stuck, none runs twice`,
  { timeout: 120_000 + KILLS * 15_000 },
  async () => {
    const home = await mkdtemp(join(tmpdir(), "weir-worker-proof-"));
    try {
      const database = join(home, "proof.db");
      const { runs, endings, victims, wrong } = await workerProof({ home, database, kills: KILLS, seed: SEED });
      console.log(JSON.stringify({ kills: KILLS, seed: SEED, runs, endings, victims }));
      expect(wrong).toEqual([]);
      expect(endings["COMPLETED"]).toBeGreaterThan(0);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  },
);
