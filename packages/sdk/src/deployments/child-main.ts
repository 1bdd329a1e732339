/** What a served flow's runs are started with: the id of the run is the only argument. */
import { runChild } from "./child.ts";

await runChild(process.argv[2]!);
