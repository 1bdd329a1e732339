/** Takes a slot, works a moment and gives it back, without end. Says when, by the clock that all processes share. */
import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { concurrency } from "weir";
import { seeded } from "../crash-proof/ledger.ts";

const [limit, seed] = process.argv.slice(2) as [string, string];
const random = seeded(Number(seed));
let isEnding = false;
process.once("SIGTERM", () => (isEnding = true));

// At once, and not when the process comes to it: it may be killed at any moment.
const say = (what: "holds" | "gives"): void => void writeSync(1, `${what} ${process.hrtime.bigint()}\n`);

while (!isEnding)
  await concurrency(limit, { strict: true }, async () => {
    say("holds");
    await sleep(20 + random() * 60);
    say("gives");
  });
