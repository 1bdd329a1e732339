/** The README's code blocks, so that what it shows is what is run. */
import { readFileSync } from "node:fs";

/** The only block of this language under this heading. */
export function readmeBlock(heading: string, language: string): string {
  const text = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const section = text.split(/^## /m).find((candidate) => candidate.startsWith(`${heading}\n`));
  const blocks = [...(section ?? "").matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, found]) => found === language);
  if (blocks.length !== 1) throw new Error(`${blocks.length} blocks of ${language} under "${heading}" in README.md`);
  return blocks[0]![2]!;
}

/** What differs from run to run: clock times, generated names, the tails of task-run names. */
export const timeless = (output: string): string =>
  output
    .replaceAll(/\d\d:\d\d:\d\d\.\d{3}/g, "TIME")
    // Before the names: a tail may be all letters, too.
    .replaceAll(/-[0-9a-f]{3}'/g, "-KEY'")
    .replaceAll(/'[a-z]+-[a-z]+'/g, "'NAME'");
