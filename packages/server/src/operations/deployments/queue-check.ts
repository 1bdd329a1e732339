import type { WorkQueue } from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import { readDeployment } from "../../storage/queries/deployments.ts";
import { readFilteringQueues, toPlainWorkQueue } from "../../storage/queries/work-queues.ts";
import type { Context } from "../context.ts";

/**
 * The queues of old agents that take runs of a deployment: those whose filter its tags and id fit. A queue without a
 * filter takes what is put into it, and is not among them.
 */
export const queuesTaking = ({ store }: Context, id: string): Promise<WorkQueue[]> =>
  store.read(async (db) => {
    const deployment = await db.first(readDeployment, { id });
    if (!deployment) throw new Refusal("not_found", "Deployment not found");
    const tags = JSON.parse(deployment.tags) as string[];
    const queues = (await db.all(readFilteringQueues, {})).map(toPlainWorkQueue);
    return queues.filter(({ filter }) => {
      const wanted = filter?.tags ?? [];
      const ids = filter?.deployment_ids ?? [];
      return wanted.every((tag) => tags.includes(tag)) && (ids.length === 0 || ids.includes(id));
    });
  });
