import {
  coversEveryFlowRun,
  isFinalType,
  withIds,
  type Action,
  type Automation,
  type AutomationFilter,
  type Trigger,
} from "@weir/contract";
import { Refusal } from "../../platform/errors.ts";
import { uuid7 } from "../../platform/ids.ts";
import type { AutomationTable } from "../../storage/automation-tables.ts";
import {
  countAutomations,
  deleteAutomation,
  deleteAutomationsOwnedBy,
  filterAutomations,
  insertAutomation,
  readAutomation,
  readAutomationsOwnedBy,
  readAutomationsStarting,
  readOwnersThatAreRuns,
  toAutomation,
  updateAutomation,
  type AutomationPage,
} from "../../storage/queries/automations.ts";
import { statesOfRuns } from "../../storage/queries/flow-runs.ts";
import { readLastEvent } from "../../storage/queries/events.ts";
import { deleteBucketsOf, deleteFiringsOf, deleteLoops } from "../../storage/queries/triggers.ts";
import type { Reader, Transaction } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import { recordEvent } from "../events.ts";
import { checkActions } from "./check-actions.ts";

/** What an automation says, in its normal form. */
export interface AutomationFields {
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly tags: readonly string[];
  readonly trigger: Trigger;
  readonly actions: readonly Action[];
  readonly actions_on_trigger: readonly Action[];
  readonly actions_on_resolve: readonly Action[];
}

/** States through which every run of a deployment goes. */
const EVERY_RUN: ReadonlySet<string> = new Set(
  ["Scheduled", "Pending", "Running", "*"].map((state) => `prefect.flow-run.${state}`),
);

/** Why an automation would start runs without end; undefined if it would not. */
export function endlessLoop({ enabled, trigger, actions }: AutomationFields): string | undefined {
  if (!enabled || trigger.type !== "event" || trigger.posture !== "Reactive") return undefined;
  if (!trigger.expect.some((name) => EVERY_RUN.has(name))) return undefined;
  const related = Array.isArray(trigger.match_related) ? trigger.match_related : [trigger.match_related];
  const everyRun = coversEveryFlowRun(trigger.match) && related.some(coversEveryFlowRun);
  for (const action of actions) {
    if (action.type !== "run-deployment") continue;
    if (action.source === "inferred")
      return "Running an inferred deployment from a flow run state change event will lead to an infinite loop of flow runs.  Please choose a specific deployment and add additional filtering labels to the match or match_related for this automation's trigger.";
    if (everyRun)
      return "Running a selected deployment from a flow run state change event may lead to an infinite loop of flow runs.  Please include additional filtering labels on either match or match_related to narrow down which flow runs will trigger this automation to exclude flow runs from the deployment you've selected.";
  }
  return undefined;
}

const columnsOf = (fields: AutomationFields) => ({
  name: fields.name,
  description: fields.description,
  enabled: fields.enabled ? 1 : 0,
  tags: JSON.stringify(fields.tags),
  trigger: JSON.stringify(withIds(fields.trigger, uuid7)),
  actions: JSON.stringify(fields.actions),
  actions_on_trigger: JSON.stringify(fields.actions_on_trigger),
  actions_on_resolve: JSON.stringify(fields.actions_on_resolve),
});

function recordChange(
  context: Context,
  tx: Transaction,
  kind: "created" | "updated" | "deleted",
  automation: Automation,
): Promise<void> {
  return recordEvent(context, tx, {
    id: uuid7(),
    occurred: context.clock.now(),
    event: `prefect.automation.${kind}`,
    resource: {
      "prefect.resource.id": `prefect.automation.${automation.id}`,
      "prefect.resource.name": automation.name,
    },
    payload: { ...automation },
  });
}

async function find(db: Reader, id: string): Promise<AutomationTable> {
  const row = await db.first(readAutomation, { id });
  if (!row) throw new Refusal("object_not_found", "Automation not found");
  return row;
}

/** An automation hears what happens from now on. */
const lastEvent = async (tx: Transaction): Promise<number> => (await tx.first(readLastEvent, {}))!.seq;

/** @param owner a resource with which the automation goes, e.g. `prefect.deployment.<id>` */
export async function createAutomation(
  context: Context,
  fields: AutomationFields,
  owner: string | null = null,
): Promise<Automation> {
  return context.store.write(async (tx) => {
    await checkActions(context, tx, fields.actions);
    const now = context.clock.now();
    const row = {
      id: uuid7(),
      created: now,
      updated: now,
      ...columnsOf(fields),
      owner_resource: owner,
      listens_after: await lastEvent(tx),
    };
    await tx.run(insertAutomation, row);
    const automation = toAutomation(row);
    await recordChange(context, tx, "created", automation);
    return automation;
  });
}

/** Replaces an automation. What its triggers have counted is forgotten: they are new ones. */
export async function replaceAutomation(context: Context, id: string, fields: AutomationFields): Promise<void> {
  await context.store.write(async (tx) => {
    const row = await find(tx, id);
    await checkActions(context, tx, fields.actions);
    const after = { ...row, ...columnsOf(fields), updated: context.clock.now(), listens_after: await lastEvent(tx) };
    await tx.run(updateAutomation, after);
    await tx.run(deleteBucketsOf, { automation_id: id });
    await tx.run(deleteFiringsOf, { automation_id: id });
    await tx.run(deleteLoops, { automation_id: id });
    await recordChange(context, tx, "updated", toAutomation(after));
  });
}

/** Switches an automation on or off; false if there is none. */
export async function switchAutomation(
  context: Context,
  tx: Transaction,
  id: string,
  enabled: boolean,
): Promise<boolean> {
  const row = await tx.first(readAutomation, { id });
  if (!row) return false;
  const loop = endlessLoop({ ...toAutomation(row), enabled });
  if (loop) throw new Refusal("invalid", loop);
  // What happened while it was off is nothing to it.
  const listens_after = row.enabled === 1 ? row.listens_after : await lastEvent(tx);
  // Later than any change before: by that the triggers see that there was one.
  const updated = Math.max(context.clock.now(), row.updated + 1);
  const after = { ...row, enabled: enabled ? 1 : 0, updated, listens_after };
  await tx.run(updateAutomation, after);
  if (enabled) await tx.run(deleteLoops, { automation_id: id });
  await recordChange(context, tx, "updated", toAutomation(after));
  return true;
}

export async function setAutomationEnabled(context: Context, id: string, enabled: boolean): Promise<void> {
  if (!(await context.store.write((tx) => switchAutomation(context, tx, id, enabled))))
    throw new Refusal("object_not_found", "Automation not found");
}

export async function deleteAutomationById(context: Context, id: string): Promise<void> {
  await context.store.write(async (tx) => {
    const row = await find(tx, id);
    await tx.run(deleteAutomation, { id });
    await recordChange(context, tx, "deleted", toAutomation(row));
  });
}

/** Deletes what belongs to a resource; no event tells of it, as in the reference. */
export const deleteAutomationsOf = (context: Context, owner: string): Promise<number> =>
  context.store.write((tx) => tx.run(deleteAutomationsOwnedBy, { owner_resource: owner }));

const FLOW_RUN = /^prefect\.flow-run\.([0-9a-f-]{36})$/i;

/** Id of the flow run that an automation was made for, to resume it; undefined if it belongs to something else. */
export const runOfOwner = (owner: string | null): string | undefined => FLOW_RUN.exec(owner ?? "")?.[1]?.toLowerCase();

/** Owners that are looked at in one go. */
const OWNERS = 500;

/** Deletes what flow runs had made to wait for something, once they have ended or are gone; answers how many. */
export async function deleteAutomationsLeftByRuns(context: Context): Promise<number> {
  let deleted = 0;
  for (let after = "prefect.flow-run."; ;) {
    const owners = await context.store.read((db) => db.all(readOwnersThatAreRuns, { after, limit: OWNERS }));
    const runs = new Map(owners.flatMap(({ owner_resource: owner }) => ofRun(owner)));
    const states = runs.size === 0 ? [] : await context.store.read((db) => db.rows(statesOfRuns([...runs.keys()])));
    for (const { id, state_type } of states) if (!isFinalType(state_type)) runs.delete(id);
    for (const owner of runs.values()) deleted += await deleteAutomationsOf(context, owner);
    if (owners.length < OWNERS) return deleted;
    after = owners.at(-1)!.owner_resource!;
  }
}

const ofRun = (owner: string | null): [id: string, owner: string][] => {
  const id = runOfOwner(owner);
  return id === undefined ? [] : [[id, owner!]];
};

export const readAutomationById = ({ store }: Context, id: string): Promise<Automation> =>
  store.read(async (db) => toAutomation(await find(db, id)));

export const listAutomations = ({ store }: Context, page: AutomationPage): Promise<Automation[]> =>
  store.read(async (db) => (await db.rows(filterAutomations(db.dialect, page))).map(toAutomation));

export const countAutomationsBy = ({ store }: Context, filter: AutomationFilter | null | undefined): Promise<number> =>
  store.read(async (db) => (await db.rows(countAutomations(db.dialect, filter)))[0]!.count);

const DEPLOYMENT = /^prefect\.deployment\.([0-9a-f-]{36})$/i;

/** Those that belong to a resource, and those that start it if it is a deployment. */
export const listAutomationsRelatedTo = ({ store }: Context, resource: string): Promise<Automation[]> =>
  store.read(async (db) => {
    const rows = await db.all(readAutomationsOwnedBy, { owner_resource: resource });
    const [, deployment] = DEPLOYMENT.exec(resource) ?? [];
    if (deployment)
      rows.push(...(await db.all(readAutomationsStarting, { deployment: `"${deployment.toLowerCase()}"` })));
    return [...new Map(rows.map((row) => [row.id, row])).values()].map(toAutomation);
  });
