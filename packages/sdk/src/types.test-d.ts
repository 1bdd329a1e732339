import { expectTypeOf } from "vitest";
import { allowFailure, asTask, Completed, Failed, flow, type FutureList, type RunContext, results, type State, task, type TaskFuture, unmapped } from "./index.ts"; // prettier-ignore
import type { StandardSchema } from "./engine/standard-schema.ts";

interface Row {
  readonly id: number;
  readonly tags: string[];
}
declare const load: (id: number) => Promise<Row>;

const loadTask = task({ name: "load" }, load);
const score = task({ name: "score" }, (row: Row, weight: number, strict?: boolean) => row.id * weight + Number(strict));
const total = task({ name: "total" }, async (scores: readonly number[]) => scores.length);
const pick = task({ name: "pick" }, async (options: { rows: Row[]; limit: number }) => options.rows[0]);

export async function calls(): Promise<void> {
  expectTypeOf(loadTask(1)).toEqualTypeOf<Promise<Row>>();
  expectTypeOf(loadTask.submit(1)).toEqualTypeOf<TaskFuture<Row>>();
  expectTypeOf(loadTask.state(1)).toEqualTypeOf<Promise<State<Row>>>();
  expectTypeOf(loadTask.map([1, 2])).toEqualTypeOf<FutureList<Row>>();
  // A synchronous function becomes a task that gives a promise, too.
  expectTypeOf(score(await loadTask(1), 2)).toEqualTypeOf<Promise<number>>();
  // @ts-expect-error not a number
  void loadTask("1");
}

export function futuresAsArguments(): void {
  const row = loadTask.submit(1);
  const rows = loadTask.map([1, 2, 3]);
  const weight = task(async function weigh() {
    return 2;
  }).submit();

  void score(row, weight);
  void score(row, 2, true);
  void pick({ rows: [row, row], limit: 5 });
  void pick({ rows, limit: weight });
  void total(score.map(rows, 2));
  void total([weight, 3, weight]);
  // @ts-expect-error a future of a row is no number
  void score(row, row);
  // @ts-expect-error a list of rows is no list of numbers
  void total(rows);
}

export function mapping(): void {
  const rows = loadTask.map([1, 2, 3]);
  expectTypeOf(score.map(rows, unmapped(2))).toEqualTypeOf<FutureList<number>>();
  void score.map(rows, 2);
  void score.map(rows, [1, 2, 3]);
  void total.map([[1, 2], [3]]);
  void total.map(unmapped([1, 2]));
  // @ts-expect-error a list that should be passed whole has to be wrapped
  void total.map([1, 2]);
}

export async function gathering(): Promise<void> {
  const row = loadTask.submit(1);
  const values = await results([row, total.submit([1]), score.map([], 1), "plain"]);
  expectTypeOf(values).toEqualTypeOf<[Row, number, number[], "plain"]>();
  const failing = task({ name: "failing" }, async (value: number | Error) => value);
  void failing(allowFailure(total.submit([])));
  // @ts-expect-error the error has no place in the parameter
  void total([allowFailure(row)]);
}

export async function returned(): Promise<void> {
  const value = flow({ name: "value" }, async () => loadTask.submit(1));
  expectTypeOf(value()).toEqualTypeOf<Promise<Row>>();
  const list = flow({ name: "list" }, async () => [loadTask.submit(1), loadTask.submit(2)]);
  expectTypeOf(list()).toEqualTypeOf<Promise<State<Row>[]>>();
  const state = flow({ name: "state" }, async () => (Math.random() > 0.5 ? Completed({ data: 5 }) : Failed()));
  expectTypeOf(state()).toEqualTypeOf<Promise<number>>();
  const within = flow({ name: "within" }, async () => ({ row: loadTask.submit(1), count: 5 }));
  expectTypeOf(within()).toEqualTypeOf<Promise<{ row: State<Row>; count: number }>>();
  const mapped = flow({ name: "mapped" }, async () => loadTask.map([1]));
  expectTypeOf(mapped()).toEqualTypeOf<Promise<State<Row>[]>>();
}

declare const schema: StandardSchema<{ ids: number[]; dryRun?: boolean }, { ids: number[]; dryRun: boolean }>;

export function parameters(): void {
  const report = flow({ name: "report", parameters: schema }, async ({ ids, dryRun }, ctx) => {
    expectTypeOf(dryRun).toEqualTypeOf<boolean>();
    expectTypeOf(ctx).toEqualTypeOf<RunContext>();
    return ids.length;
  });
  expectTypeOf(report({ ids: [1] })).toEqualTypeOf<Promise<number>>();
  void report({ ids: [loadTask.with({ retries: 1 }) && 1] });
  // @ts-expect-error ids are needed
  void report();
  // @ts-expect-error and are numbers
  void report({ ids: ["1"] });

  const none = flow({ name: "none" }, async () => 1);
  void none();
  const optional = flow({ name: "optional" }, async ({ limit = 3 }: { limit?: number }) => limit);
  void optional();
  void optional({ limit: total.submit([1]) });
}

export function context(): void {
  const explicit = task({ name: "explicit", ctx: true }, async (id: number, ctx: RunContext) => ctx.attempt + id);
  expectTypeOf(explicit(1)).toEqualTypeOf<Promise<number>>();
}

export class Loader {
  @task({ retries: 3 })
  async load(id: number): Promise<Row> {
    return load(id);
  }

  @flow({ name: "run" })
  async run({ id }: { id: number }): Promise<Row> {
    expectTypeOf(asTask(this.load).submit(id)).toEqualTypeOf<TaskFuture<Row>>();
    return this.load(id);
  }
}
