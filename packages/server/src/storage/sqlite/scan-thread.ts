/** The thread of `scans.ts`: runs one query for each message, and answers each. */
import { parentPort, workerData } from "node:worker_threads";
import { DatabaseSync } from "./driver.ts";
import type { ScanAnswer, ScanRequest } from "./scans.ts";
import { Statement } from "./statement.ts";

const db = new DatabaseSync(workerData as string, { readOnly: true, timeout: 10_000 });
const answer = (message: ScanAnswer): void => parentPort!.postMessage(message);

parentPort!.on("message", ({ sql, values }: ScanRequest) => {
  try {
    answer({ rows: new Statement(db.prepare(sql)).all(values) });
  } catch (error) {
    const { message, errcode } = error as Error & { errcode?: number };
    answer({ failure: { message, errcode } });
  }
});
