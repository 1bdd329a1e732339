/** The flow of the worker proof: as long as its body goes on, the process keeps writing its number to the run's file. */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { flow, runContext, sleep, task } from "weir";

const wait = task({ name: "wait" }, async (milliseconds: number) => sleep(milliseconds / 1000));

interface Parameters {
  readonly folder: string;
  readonly milliseconds: number;
}

export const proof = flow({ name: "proof" }, async ({ folder, milliseconds }: Parameters) => {
  const file = join(folder, runContext().flowRun!.id);
  const write = (): void => appendFileSync(file, `${process.pid}\n`);
  write();
  const beat = setInterval(write, 10);
  try {
    await wait(milliseconds);
  } finally {
    clearInterval(beat);
  }
});
