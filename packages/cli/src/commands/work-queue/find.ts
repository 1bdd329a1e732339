import type { Command } from "commander";
import { type Client, NotFound } from "@weir/client";
import type { WorkQueueResponse } from "@weir/contract";
import { Failure } from "../../failure.ts";
import { findWorkPool } from "../work-pool/find.ts";

export interface QueueOptions {
  readonly pool: string;
}

/** A queue is named by its pool and its name. */
export const queueArgument = (command: Command): Command =>
  command.argument("<name>", "name of the queue").requiredOption("-p, --pool <name>", "work pool that it is of");

export const addressOf = (name: string, { pool }: QueueOptions): { work_pool_name: string; name: string } => ({
  work_pool_name: pool,
  name,
});

/** The queue of that name in the pool. */
export async function findWorkQueue(api: Client, name: string, options: QueueOptions): Promise<WorkQueueResponse> {
  await findWorkPool(api, options.pool);
  try {
    return await api.workPools.readQueue(addressOf(name, options));
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    throw new Failure(
      `work pool ${options.pool} has no queue ${name}`,
      `See which it has with \`weir work-queue ls --pool ${options.pool}\`.`,
      { cause: error },
    );
  }
}
