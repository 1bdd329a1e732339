/** Nothing that was acknowledged is lost to `kill -9`: see crash-proof/proof.ts. `npm run test:long` kills 200 times. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DIALECTS, startPostgres, type Dialect } from "@weir/testkit";
import { expect, test } from "vitest";
import { crashProof } from "./crash-proof/proof.ts";

const KILLS = Number(process.env["WEIR_PROOF_KILLS"] ?? 10);
const SEED = Number(process.env["WEIR_PROOF_SEED"] ?? 20_261_122);

/** An empty database of one's own. */
async function emptyDatabase(dialect: Dialect, home: string): Promise<AsyncDisposable & { readonly url: string }> {
  if (dialect === "sqlite") return { url: join(home, "proof.db"), [Symbol.asyncDispose]: async () => undefined };
  const cluster = await startPostgres({ durable: true });
  return { url: cluster.url, [Symbol.asyncDispose]: () => cluster.stop() };
}

test.each(DIALECTS)(
  `${KILLS} times kill -9 while 16 clients write: nothing acknowledged is missing, nothing is there twice: %s`,
  { timeout: 60_000 + KILLS * 10_000 },
  async (dialect) => {
    const home = await mkdtemp(join(tmpdir(), "weir-crash-"));
    try {
      await using database = await emptyDatabase(dialect, home);
      const { comparisons, starts, torn } = await crashProof({
        home,
        database: database.url,
        kills: KILLS,
        seed: SEED,
      });
      const sorted = [...starts].sort((a, b) => a - b);
      const start = { median: Math.round(sorted[sorted.length >> 1]!), slowest: Math.round(sorted.at(-1)!) };
      const acknowledged = Object.fromEntries(comparisons.map((each) => [each.kind, each.acknowledged]));
      console.log(`${dialect}: ${JSON.stringify({ kills: KILLS, seed: SEED, acknowledged, "start, ms": start })}`);
      for (const { kind, missing, twice, acknowledged: count } of comparisons) {
        expect(count, `${kind}s were written`).toBeGreaterThan(0);
        expect(missing, `${kind}s that are missing`).toEqual([]);
        expect(twice, `${kind}s that are there twice`).toEqual([]);
      }
      expect(torn).toEqual([]);
      // Within a second; on a machine that is busy with something else, as fast as the very first start was, twice over.
      expect(start.median, "milliseconds until the server is healthy").toBeLessThan(Math.max(1000, 2 * starts[0]!));
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  },
);
