/**
 * `npm run gen`: runs every generator (scripts/gen-*). With `--check` it fails when a committed generated file, known
 * by its first line, was not what its generator writes.
 */
import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { ROOT, step } from "./lib/run.mjs";

function generatedFiles() {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: ROOT });
  const files = listed
    .toString()
    .split("\n")
    .filter((file) => /\.(ts|md|json|sql)$/.test(file) && existsSync(file));
  const contents = files.map((file) => [file, readFileSync(file, "utf8")]);
  return new Map(contents.filter(([, text]) => /^.*\bGenerated\b/.test(text)));
}

process.chdir(ROOT);
const before = generatedFiles();
for (const generator of globSync("scripts/gen-*.{ts,mjs}").sort()) {
  await step(generator, "node", ["--conditions=weir-source", generator]);
}
if (process.argv.includes("--check")) {
  const stale = [...generatedFiles()].filter(([file, text]) => before.get(file) !== text).map(([file]) => file);
  for (const file of stale) console.error(`${file} was not what its generator writes: commit the new one`);
  process.exitCode = stale.length > 0 ? 1 : 0;
}
