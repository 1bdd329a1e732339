/** The thread of `checkpoints.ts`: does one checkpoint for each message, and answers each. */
import { parentPort, workerData } from "node:worker_threads";
import { DatabaseSync } from "./driver.ts";

const db = new DatabaseSync(workerData as string, { timeout: 0 });
const checkpoint = db.prepare("PRAGMA wal_checkpoint(PASSIVE)");

parentPort!.on("message", () => {
  checkpoint.get();
  parentPort!.postMessage("done");
});
