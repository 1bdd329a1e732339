/** Automations fire once for what happened, whatever dies: see automations/proof.ts. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DIALECTS, startPostgres } from "@weir/testkit";
import { expect, test } from "vitest";
import { automationProof } from "./automations/proof.ts";

const KILLS = Number(process.env["WEIR_PROOF_KILLS"] ?? 10);
const SEED = Number(process.env["WEIR_PROOF_SEED"] ?? 20_261_123);

test.each(DIALECTS)(
  `${KILLS} times kill -9 while events come: each fires its automation once and starts one run: %s`,
  { timeout: 240_000 + KILLS * 10_000 },
  async (dialect) => {
    const home = await mkdtemp(join(tmpdir(), "weir-automations-"));
    const cluster = dialect === "postgres" ? await startPostgres({ durable: true }) : undefined;
    try {
      const database = cluster?.url ?? join(home, "proof.db");
      const { acknowledged, fired, started, thresholds } = await automationProof({
        home,
        database,
        kills: KILLS,
        seed: SEED,
      });
      console.log(
        `${dialect}: ${JSON.stringify({ kills: KILLS, seed: SEED, events: acknowledged.length, thresholds })}`,
      );
      expect(acknowledged.length).toBeGreaterThan(KILLS);
      expect(fired.toSorted()).toEqual(acknowledged.toSorted());
      expect(started.toSorted()).toEqual(acknowledged.toSorted());
      expect(thresholds.fired).toBe(thresholds.due);
    } finally {
      await cluster?.stop();
      await rm(home, { recursive: true, force: true });
    }
  },
);
