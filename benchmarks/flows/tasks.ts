/**
 * A flow of no-op tasks, as a user would write it: `node tasks.ts sequential|mapped COUNT [ROUNDS]`. Prints one line of
 * JSON a round; with an API address in the environment it also waits until the server shows every task run.
 */
import { flow, runContext, task } from "weir";

const [shape = "sequential", count = "1000", rounds = "3"] = process.argv.slice(2);
const tasks = Number(count);
const api = process.env["WEIR_API_URL"];

const noop = task({ name: "noop" }, async (n: number) => n);

const sequential = flow({ name: "bench-sequential" }, async () => {
  let sum = 0;
  for (let n = 0; n < tasks; n++) sum += await noop(n);
  return { sum, id: runContext().flowRun!.id };
});

const mapped = flow({ name: "bench-mapped" }, async () => {
  const values = await noop.map(Array.from({ length: tasks }, (_, n) => n)).results();
  return { sum: values.reduce((sum, value) => sum + value, 0), id: runContext().flowRun!.id };
});

/** How many task runs of the flow run the server shows as completed. */
async function shown(flowRunId: string): Promise<number> {
  const response = await fetch(`${api}/task_runs/count`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      flow_runs: { id: { any_: [flowRunId] } },
      task_runs: { state: { type: { any_: ["COMPLETED"] } } },
    }),
  });
  if (!response.ok) throw new Error(`count answered ${response.status}`);
  return (await response.json()) as number;
}

const run = shape === "mapped" ? mapped : sequential;
for (let round = 0; round < Number(rounds); round++) {
  const started = performance.now();
  const { sum, id } = await run({});
  const ended = performance.now();
  if (sum !== (tasks * (tasks - 1)) / 2) throw new Error(`the tasks gave ${sum}`);
  let visible: number | null = null;
  if (api) {
    while ((await shown(id)) < tasks) {
      if (performance.now() - ended > 60_000) throw new Error("not all task runs became visible");
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    visible = performance.now() - ended;
  }
  console.log(JSON.stringify({ millis: ended - started, visible }));
}
