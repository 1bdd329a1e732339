/** Limits hold while their holders die: see limits-proof/proof.ts. `npm run test:long` does it for five minutes. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startWeir } from "@weir/testkit";
import { expect, test } from "vitest";
import { limitsProof } from "./limits-proof/proof.ts";

const LONG = process.env["WEIR_PROOF_LONG"] === "1";
const SEED = Number(process.env["WEIR_PROOF_SEED"] ?? 20_261_124);
const LIMIT = LONG ? 7 : 4;
/** A kill every two seconds for five minutes, or every 0.3 seconds. */
const SIZE = LONG
  ? { holders: 50, kills: 150, pause: 4000, aimed: 10 }
  : { holders: 8, kills: 10, pause: 600, aimed: 2, patience: 5000 };

test(
  `${SIZE.kills} times kill -9 among ${SIZE.holders} who take turns on ${LIMIT} slots: no slot is lost, none is held twice`,
  { timeout: LONG ? 900_000 : 180_000 },
  async () => {
    const home = await mkdtemp(join(tmpdir(), "weir-limits-"));
    try {
      await using weir = await startWeir({ home });
      const told = await limitsProof({ weir, home, limit: LIMIT, seed: SEED, ...SIZE });
      console.log(JSON.stringify({ seed: SEED, ...told, longestIdle: Math.round(told.longestIdle) }));
      expect(told.mostHeld, "slots held at once, as the server shows it").toBe(LIMIT);
      expect(told.mostAtOnce, "holders at once, by their own word").toBeLessThanOrEqual(LIMIT);
      expect(told.killedHolders, "killed while they held a slot").toBeGreaterThan(0);
      expect(told.turns).toBeGreaterThan(SIZE.holders);
      // Without a wake-up they would be found by the next look, two seconds later. Busy machines need more than 100 ms.
      expect(told.longestIdle, "milliseconds beside a free slot").toBeLessThan(1000);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  },
);
