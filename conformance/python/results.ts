/**
 * The TypeScript side of `test_results.py`, on the server at WEIR_API_URL: `results.ts keep BLOCK FORM` runs a task that keeps
 * its result in a block and prints the id of the flow run; `results.ts read TASK_RUN` prints the result of a task run.
 */
import { flow, runContext, serializers, task } from "@weir/sdk";
import { LocalFileSystem } from "@weir/sdk/blocks";
import { backend } from "@weir/sdk/internal";
import type { ResultReference } from "../../packages/sdk/src/results/result-store.ts";

const [verb, subject, form] = process.argv.slice(2) as [string, string, keyof typeof serializers | undefined];
if (verb === "keep") {
  const result = { storage: () => LocalFileSystem.load(subject), serializer: serializers[form!] };
  const make = task({ name: "make", result }, () => ({ rows: [1, 2], text: "x".repeat(20_000) }));
  const id = await flow({ name: "keeps-for-python" }, async () => {
    await make();
    return runContext().flowRun!.id;
  })();
  console.log(id);
} else {
  const { api, results } = await backend();
  const { state } = await api.taskRuns.read({ id: subject });
  console.log(JSON.stringify(await results.load(state!.data as ResultReference)));
}
