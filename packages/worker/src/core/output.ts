/** What a process prints: repeated line by line, its end kept. */
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export const KEPT = 40;
const LONGEST = 2000;

/** @param repeat where lines go to, if anywhere */
export function keepTail(
  streams: readonly Readable[],
  repeat: ((line: string) => void) | undefined,
): readonly string[] {
  const tail: string[] = [];
  for (const stream of streams)
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
      repeat?.(line);
      tail.push(line.slice(0, LONGEST));
      if (tail.length > KEPT) tail.shift();
    });
  return tail;
}
