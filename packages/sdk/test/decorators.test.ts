/** Decorators, compiled by TypeScript as users' build does it. */
import ts from "typescript";
import { expect, test } from "vitest";
import { asTask, flow, task } from "../src/index.ts";
import { bench } from "./support.ts";

const SOURCE = `
  class Loader {
    factor = 2;
    @task({ retries: 1, name: "load-row" })
    async load(id: number) { return id * this.factor; }
    @task
    async plain() { return this.factor; }
    @flow({ name: "load-all" })
    async all({ ids }: { ids: number[] }) {
      return [await this.load(1), ...(await asTask(this.load).map(ids).results()), await this.plain()];
    }
  }
  class Special extends Loader {
    async plain() { return (await super.plain()) + 100; }
  }
  return { Loader, Special };
`;

interface Loads {
  readonly factor: number;
  all(parameters: { ids: number[] }): Promise<number[]>;
  plain(): Promise<number>;
}

const { outputText } = ts.transpileModule(SOURCE, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
// The compiled text is our own; there is no module to import it from.
const { Loader, Special } = new Function("task", "flow", "asTask", outputText)(task, flow, asTask) as {
  Loader: new () => Loads;
  Special: new () => Loads;
};

test("decorated methods are tasks and flows, and keep their object", () =>
  bench(async ({ runsOf, tasksOf }) => {
    expect(await new Loader().all({ ids: [2, 3] })).toEqual([2, 4, 6, 2]);
    const [run] = await runsOf("load-all");
    const names = (await tasksOf(run!.id)).map(({ name }) => name!.replace(/-[0-9a-f]{3}$/, ""));
    expect(names.sort()).toEqual(["load-row", "load-row", "load-row", "plain"]);
  }));

test("a subclass's own method comes first", () =>
  bench(async () => {
    const loader = new Special();
    expect(await loader.all({ ids: [] })).toEqual([2, 102]);
  }));

test("what is no task is refused", () => {
  expect(() => asTask(async () => 1)).toThrow("is not a task");
});
