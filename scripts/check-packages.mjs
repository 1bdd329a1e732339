/** Checks what would be published: every export leads to a built file, and package.json says what installers expect. */
import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { build } from "./lib/setup.mjs";

await build();
let faults = 0;
let seen = 0;
for (const manifest of globSync("packages/*/package.json").sort()) {
  const pkg = JSON.parse(readFileSync(manifest, "utf8"));
  if (pkg.private) continue;
  seen += 1;
  // The condition that leads to sources is for this repository only: what it names is not in the tarball.
  const { messages } = await publint({ pkgDir: dirname(manifest), strict: true });
  for (const message of messages) {
    if (message.args?.condition === "weir-source" || message.path?.includes("weir-source")) continue;
    faults += 1;
    console.error(`${pkg.name}: ${formatMessage(message, pkg)}`);
  }
}
// An import path that the compiler did not rewrite would only fail when that line runs.
for (const file of globSync("packages/*/dist/**/*.js", { exclude: ["packages/dashboard/**"] })) {
  const [unbuilt] = /(?:from|import\() ?["']\.{1,2}\/[^"']*\.ts["']/.exec(readFileSync(file, "utf8")) ?? [];
  if (unbuilt === undefined) continue;
  faults += 1;
  console.error(`${file}: ${unbuilt} leads to a source file`);
}
console.log(`${seen} packages, ${faults} faults`);
process.exitCode = faults > 0 || seen === 0 ? 1 : 0;
