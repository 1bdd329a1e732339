import type {
  DeploymentScheduleUpdate,
  DeploymentSource,
  DeploymentUpdate,
  DeploymentWriteAdditions,
  Micros,
} from "@weir/contract";
import { notFound, Refusal } from "../../platform/errors.ts";
import { deleteAutomationsOwnedBy } from "../../storage/queries/automations.ts";
import {
  deleteSchedulesOf,
  planAnew,
  readSchedulesOf,
  updateSchedule,
} from "../../storage/queries/deployment-schedules.ts";
import {
  deleteDeployment,
  deleteScheduledRuns,
  filterDeployments,
  lockDeployment,
  updateDeployment,
} from "../../storage/queries/deployments.ts";
import type { Filters } from "../../storage/filters/related.ts";
import type { Transaction } from "../../storage/store.ts";
import type { DeploymentScheduleTable, DeploymentTable } from "../../storage/tables.ts";
import type { Context } from "../context.ts";
import { columnsOf } from "./columns.ts";
import { recordDeploymentChange, recordDeploymentEvent } from "./events.ts";
import { removePrivateLimit, settleLimit } from "./limit.ts";
import { checkParameters, hydrateParameters } from "./parameters.ts";
import { changeSchedule, insertSchedules, withAnchors, withPolicies, type ScheduleFields } from "./schedules.ts";
import { recordVersion } from "./versions.ts";
import { checkQueueFields, settleQueue } from "./work-queue.ts";

/** A schedule of a request, with its policy. */
type SentSchedule = DeploymentScheduleUpdate & Pick<ScheduleFields, "policy">;

const NO_TIMING = "Unable to create new deployment schedules without a schedule configuration.";

/** Which schedule a request's entry is about: the one it renames, else the one that has its slug. */
const target = ({ replaces, slug }: DeploymentScheduleUpdate): string | null => replaces || (slug ?? null);

function refuseClashes(sent: readonly DeploymentScheduleUpdate[], present: ReadonlySet<string | null>): void {
  const replaced = new Set<string>();
  for (const { replaces } of sent) {
    if (!replaces) continue;
    if (replaced.has(replaces))
      throw new Refusal("invalid", `Multiple schedules have 'replaces' targeting the same slug: ${replaces}`);
    replaced.add(replaces);
  }
  for (const { slug, replaces } of sent)
    if (replaces && slug && present.has(slug) && !replaced.has(slug))
      throw new Refusal(
        "invalid",
        `Cannot rename schedule from '${replaces}' to '${slug}': a schedule with slug '${slug}' already exists.`,
      );
}

/**
 * Brings the schedules of a deployment to what a request says of them. Where all, there and here, have slugs, each is
 * changed, renamed or created under its own; where those there have none, they are replaced as a whole.
 */
async function settleSchedules(
  tx: Transaction,
  deploymentId: string,
  sent: readonly SentSchedule[],
  now: Micros,
): Promise<void> {
  const present = await tx.rows(readSchedulesOf([deploymentId]));
  if (present.length === 0 || present.some(({ slug }) => slug === null)) {
    await tx.run(deleteSchedulesOf, { deployment_id: deploymentId });
    await insertSchedules(tx, deploymentId, sent, now);
    return;
  }
  if (sent.some(({ slug }) => slug == null))
    throw new Refusal(
      "invalid",
      "Please provide a slug for each schedule in your request to ensure schedules are updated correctly.",
    );
  const bySlug = new Map(present.map((row) => [row.slug, row]));
  refuseClashes(sent, new Set(bySlug.keys()));
  const changes: [DeploymentScheduleTable, SentSchedule][] = [];
  const fresh: SentSchedule[] = [];
  for (const entry of sent) {
    const row = bySlug.get(target(entry));
    if (row) changes.push([row, entry]);
    else if (entry.schedule) fresh.push(entry);
    else throw new Refusal("invalid", NO_TIMING);
  }
  // All renamed ones give up their slugs first, so that two can exchange theirs.
  for (const [row, entry] of changes) if (entry.replaces) await tx.run(updateSchedule, { ...row, slug: null });
  for (const [row, entry] of changes) await changeSchedule(tx, row, entry, now);
  await insertSchedules(tx, deploymentId, fresh, now);
}

/** What a change brings besides the fields of the protocol. */
interface ChangeOptions {
  /** In place of all that are there. */
  readonly schedules?: readonly ScheduleFields[];
  readonly source?: DeploymentSource | undefined;
}

/** Changes what the body has, in a transaction that holds the deployment; what was scheduled is scheduled anew. */
export async function changeDeployment(
  context: Context,
  tx: Transaction,
  before: DeploymentTable,
  body: DeploymentUpdate,
  { schedules, source }: ChangeOptions,
): Promise<void> {
  const { id } = before;
  await checkQueueFields(context, tx, body, "updating deployment");
  const now = context.clock.now();
  const parameters = body.parameters ? await hydrateParameters(tx, body.parameters, "deployment") : undefined;
  const changes = {
    ...columnsOf({ ...body, ...(parameters ? { parameters: { ...parameters } } : {}) }),
    ...(await settleQueue(context, tx, body)),
    updated: now,
  };
  const after: DeploymentTable = { ...before, ...changes };
  if (after.enforce_parameter_schema)
    checkParameters(
      JSON.parse((body.parameter_openapi_schema ? after : before).parameter_openapi_schema ?? "null"),
      JSON.parse(after.parameters) as Record<string, unknown>,
      "updating deployment",
      { ignoreRequired: true },
    );
  after.concurrency_limit_id = await settleLimit(context, tx, before, body);
  await tx.change(updateDeployment(id, { ...changes, concurrency_limit_id: after.concurrency_limit_id }));
  await tx.change(deleteScheduledRuns(id, { autoOnly: true, after: now }));
  if (schedules) {
    await tx.run(deleteSchedulesOf, { deployment_id: id });
    await insertSchedules(tx, id, schedules, now);
  } else if (body.schedules) await settleSchedules(tx, id, body.schedules, now);
  await tx.run(planAnew, { deployment_id: id });
  await recordDeploymentChange(context, tx, before, after);
  await recordVersion(context, tx, after, source);
}

/** `PATCH /deployments/{id}`. */
export const updateDeploymentById = (
  context: Context,
  id: string,
  body: DeploymentUpdate,
  additions?: DeploymentWriteAdditions,
): Promise<void> =>
  context.store.write(async (tx) => {
    const before = await tx.first(lockDeployment, { id });
    if (!before) throw new Refusal("not_found", "Deployment not found.");
    const { source } = additions ?? {};
    if (!body.schedules || !additions) return changeDeployment(context, tx, before, body, { source });
    const sent: SentSchedule[] = withPolicies(body.schedules, additions.schedules);
    const schedules = withAnchors(sent, await tx.rows(readSchedulesOf([id])));
    await changeDeployment(context, tx, before, { ...body, schedules }, { source });
  });

/** Pauses a deployment, and takes back what its schedules have planned; or lets it go on. */
export const setDeploymentPaused = (context: Context, id: string, paused: boolean): Promise<void> =>
  context.store.write(async (tx) => {
    const row = await tx.first(lockDeployment, { id });
    if (!row) throw notFound("Deployment");
    await tx.change(updateDeployment(id, { paused: paused ? 1 : 0, updated: context.clock.now() }));
    if (paused) await tx.change(deleteScheduledRuns(id, { autoOnly: true }));
    await tx.run(planAnew, { deployment_id: id });
  });

async function remove(context: Context, tx: Transaction, row: DeploymentTable): Promise<void> {
  await recordDeploymentEvent(context, tx, "deleted", row, context.clock.now());
  await tx.change(deleteScheduledRuns(row.id, { autoOnly: false }));
  await removePrivateLimit(context, tx, row.id);
  await tx.run(deleteAutomationsOwnedBy, { owner_resource: `prefect.deployment.${row.id}` });
  await tx.run(deleteDeployment, { id: row.id });
}

/** Deletes a deployment with its private limit and the runs that have not begun; other runs stay. */
export const deleteDeploymentById = (context: Context, id: string): Promise<void> =>
  context.store.write(async (tx) => {
    const row = await tx.first(lockDeployment, { id });
    if (!row) throw notFound("Deployment");
    await remove(context, tx, row);
  });

/** Deletes the deployments that match, up to a number; answers their ids. */
export const bulkDeleteDeployments = (
  context: Context,
  filters: Pick<Filters, "deployments">,
  limit: number,
): Promise<string[]> =>
  context.store.write(async (tx) => {
    const rows = await tx.rows(filterDeployments(tx.dialect, { filters, sort: "NAME_ASC", limit, offset: 0 }));
    for (const row of rows) await remove(context, tx, row);
    return rows.map(({ id }) => id);
  });
