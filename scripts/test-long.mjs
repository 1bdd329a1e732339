/**
 * `npm run test:long`: the proofs in their full numbers, which take minutes to hours. `npm test` runs each in a short form.
 * `npm run test:long -- crash` runs only those named.
 */
import { run, StepFailed } from "./lib/run.mjs";
import { build, installPackages, installPostgres } from "./lib/setup.mjs";

/** A file of vitest's project `e2e`, with what makes it long. */
const proof = (name, minutes, file, env) => ({
  name,
  minutes,
  command: ["vitest", ["run", "--project", "e2e", file]],
  env,
});

const PROOFS = [
  // 200 times kill -9 on each database; WEIR_PROOF_SEED chooses other clients and other moments.
  proof("crash", 60, "e2e/crash-proof.test.ts", { WEIR_PROOF_KILLS: "200" }),
  // 200 times kill -9 of worker, flows and server, alone and together.
  proof("workers", 60, "e2e/worker-proof.test.ts", { WEIR_PROOF_KILLS: "200" }),
  // 500 times on each: events, and what automations made of them.
  proof("automations", 120, "e2e/automations.test.ts", { WEIR_PROOF_KILLS: "500" }),
  // Five minutes of 50 processes that take turns on 7 slots and are killed, with leases that end by themselves.
  proof("limits", 20, "e2e/limits.test.ts", { WEIR_PROOF_LONG: "1" }),
  // A task mapped over 100,000 items, with a heap that could not hold all of their events.
  proof("memory", 20, "e2e/mapped-memory.test.ts", { WEIR_PROOF_ITEMS: "100000" }),
];

async function main(names) {
  const unknown = names.filter((name) => !PROOFS.some((each) => each.name === name));
  if (unknown.length > 0) {
    throw new StepFailed(`No proof ${unknown.join(", ")}; there are: ${PROOFS.map(({ name }) => name).join(", ")}`);
  }
  await installPackages();
  await installPostgres();
  await build();
  const chosen = PROOFS.filter(({ name }) => names.length === 0 || names.includes(name));
  let failed = 0;
  for (const { name, minutes, command, env } of chosen) {
    console.log(`\n── ${name} ${"─".repeat(Math.max(0, 70 - name.length))}`);
    const { code } = await run(...command, { minutes, env });
    if (code !== 0) failed++;
  }
  return { passed: chosen.length - failed, failed };
}

const { passed, failed } = await main(process.argv.slice(2)).catch((error) => {
  if (!(error instanceof StepFailed)) throw error;
  console.error(error.message);
  return { passed: 0, failed: 1 };
});
console.log(`${passed} proofs passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
