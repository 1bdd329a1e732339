/** A flow that does not end by itself. */
import { setTimeout as sleep } from "node:timers/promises";
import { flow } from "weir";

await flow({ name: "endless-typescript" }, async () => {
  await sleep(600_000);
})();
