/** `npm run verify`: the fast gate. Runs every check even when one fails, so that one run tells everything. */
import { run } from "./lib/run.mjs";
import { installPackages } from "./lib/setup.mjs";

const CHECKS = [
  { name: "types", command: ["tsc", "-b"] },
  { name: "dashboard types", command: ["npm", "run", "typecheck", "--workspace", "packages/dashboard"] },
  { name: "format", command: ["prettier", "--check", "--log-level", "warn", "."] },
  { name: "lint", command: ["eslint", "--cache", "--cache-location", ".cache/eslint/", "--max-warnings", "0", "."] },
  { name: "layers", command: ["node", "scripts/check-layers.mjs"] },
  { name: "generated files", command: ["node", "scripts/gen.mjs", "--check"] },
  { name: "unused code", command: ["knip", "--no-config-hints"] },
  { name: "package exports", command: ["node", "scripts/check-packages.mjs"] },
];

await installPackages();
const failed = [];
for (const { name, command } of CHECKS) {
  const [program, ...args] = command;
  const started = Date.now();
  const { code, output } = await run(program, args, { minutes: 10, quiet: true });
  console.log(`${code === 0 ? "✓" : "✗"} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (code !== 0) {
    failed.push(name);
    console.log(output.trimEnd());
  }
}
if (failed.length > 0)
  console.error(`\nFailed: ${failed.join(", ")}. \`npm run fix\` repairs format and some of lint.`);
process.exitCode = failed.length > 0 ? 1 : 0;
