/** Gives a journal to the server that it is meant for. What is given twice is there once. */
import type { HttpTransport, TransportRequest, TransportResponse } from "@weir/client";
import type { ImportBatch } from "@weir/contract";
import type { Journal } from "./journal.ts";

export interface Uploaded {
  readonly flowRuns: number;
  /** What the server refused for what it holds, in its words. */
  readonly refused: readonly string[];
}

/** Sends a request; throws what kept it from being answered with a success. */
export type Send = (request: TransportRequest) => Promise<TransportResponse>;

/** Takes in one batch. */
export interface Receiver {
  take(batch: ImportBatch): Promise<void>;
}

/** @throws ApiError where the server is out of reach, or breaks off: what it has by then does not matter */
export async function upload(journal: Journal, to: HttpTransport): Promise<Uploaded> {
  const { errorOf } = await import("@weir/client");
  const send: Send = async (request) => {
    const answer = await to.request(request);
    if (answer.status >= 300) throw errorOf(request, answer);
    return answer;
  };
  // Its answer tells which kind of server this is.
  await send({ method: "GET", path: "/admin/version" });
  const refused: string[] = [];
  const receiver: Receiver =
    to.weirVersion === undefined
      ? new (await import("./prefect-receiver.ts")).PrefectReceiver(send, refused)
      : new (await import("./weir-receiver.ts")).WeirReceiver(send, refused);
  let flowRuns = 0;
  for await (const batch of journal.server.exported()) {
    flowRuns += batch.flow_runs?.length ?? 0;
    await receiver.take(batch);
  }
  return { flowRuns, refused };
}
