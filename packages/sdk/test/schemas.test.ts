/** Parameters described with the libraries that people use. */
import * as v from "valibot";
import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { flow, type InvalidParameters, task } from "../src/index.ts";
import { bench } from "./support.ts";

const withZod = flow(
  {
    name: "zod",
    parameters: z.object({ ids: z.array(z.number()), when: z.coerce.date(), dryRun: z.boolean().default(false) }),
  },
  ({ ids, when, dryRun }) => {
    expectTypeOf(when).toEqualTypeOf<Date>();
    return [ids.length, when.getUTCFullYear(), dryRun];
  },
);

const withValibot = flow(
  { name: "valibot", parameters: v.object({ name: v.pipe(v.string(), v.trim()), size: v.optional(v.number(), 3) }) },
  ({ name, size }) => `${name}-${size}`,
);

describe("zod", () => {
  test("converts and fills in; the run shows what the function got", () =>
    bench(async ({ runsOf }) => {
      expect(await withZod({ ids: [1, 2], when: "2026-01-01" })).toEqual([2, 2026, false]);
      const [run] = await runsOf("zod");
      expect(run!.parameters).toEqual({ ids: [1, 2], when: "2026-01-01T00:00:00.000Z", dryRun: false });
    }));

  test("names every problem", () =>
    bench(async () => {
      const error = await withZod({ ids: ["x" as never], when: "soon" }).catch((problem: unknown) => problem);
      expect((error as InvalidParameters).issues.map(({ path }) => path)).toEqual([["ids", 0], ["when"]]);
    }));

  test("gives the JSON Schema of the parameters", () => {
    const simple = flow({ name: "simple", parameters: z.object({ n: z.number() }) }, ({ n }) => n);
    expect(simple.parameterSchema).toMatchObject({ type: "object", properties: { n: { type: "number" } } });
  });
});

test("valibot, with futures among the parameters", () =>
  bench(async () => {
    const name = task({ name: "name" }, () => "  Ada ");
    expect(await flow({ name: "outer" }, async () => withValibot({ name: name.submit() }))()).toBe("Ada-3");
  }));
