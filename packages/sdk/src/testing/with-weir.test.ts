import { expect, test } from "vitest";
import { flow, task } from "../index.ts";
import { withWeir } from "./with-weir.ts";

const double = task({ name: "double" }, (n: number) => n * 2);
const report = flow({ name: "report" }, async ({ n }: { n: number }) => double(n));

test("flows run on a server of their own, which can be looked at", async () => {
  await withWeir(async (weir) => {
    expect(await report({ n: 2 })).toBe(4);
    expect((await weir.runs()).map(({ state_type: type }) => type)).toEqual(["COMPLETED"]);
    expect((await weir.taskRuns()).map(({ state_name: name }) => name)).toEqual(["Completed"]);
  });
  await withWeir(async (weir) => expect(await weir.runs()).toEqual([]));
});
