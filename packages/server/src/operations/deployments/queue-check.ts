import type { WorkQueue } from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import { readDeployment } from "../../storage/queries/deployments.ts";
import { readAllQueues, toPlainWorkQueue } from "../../storage/queries/work-queues.ts";
import type { Context } from "../context.ts";

/**
 * The queues that would let an old agent take runs of a deployment: those whose filter its tags and id fit. One without a
 * filter lets everything through.
 */
export const queuesTaking = ({ store }: Context, id: string): Promise<WorkQueue[]> =>
  store.read(async (db) => {
    const deployment = await db.first(readDeployment, { id });
    if (!deployment) throw new Refusal("not_found", "Deployment not found");
    const tags = JSON.parse(deployment.tags) as string[];
    const queues = (await db.all(readAllQueues, {})).map(toPlainWorkQueue);
    return queues.filter(({ filter }) => {
      const wanted = filter?.tags ?? [];
      const ids = filter?.deployment_ids ?? [];
      return wanted.every((tag) => tags.includes(tag)) && (ids.length === 0 || ids.includes(id));
    });
  });
