/** Opens the database named on the command line, writes one flow, and ends: a process of the store's tests. */
import { uuid7 } from "../src/platform/ids.ts";
import { openStore } from "../src/storage/open.ts";
import { insertFlow } from "../src/storage/queries/flows.ts";

const store = await openStore(process.argv[2]!);
const id = uuid7();
await store.write((tx) =>
  tx.run(insertFlow, { id, created: 1, updated: 1, name: id, tags: "[]", labels: "{}", parameter_schema: null }),
);
await store.close();
