import type { Client } from "@weir/client";
import type { DeploymentResponse, DeploymentSchedule } from "@weir/contract";
import { closest } from "@weir/contract/settings";
import { Failure } from "../../../failure.ts";
import { findDeployment } from "../find.ts";

interface Found {
  readonly deployment: DeploymentResponse;
  readonly schedule: DeploymentSchedule;
}

/**
 * A schedule of a deployment, by its slug, its id or the beginning of that.
 *
 * @param name may be left out where there is one only
 */
export async function findSchedule(api: Client, idOrName: string, name: string | undefined): Promise<Found> {
  const deployment = await findDeployment(api, idOrName);
  const schedules = deployment.schedules ?? [];
  const found =
    name === undefined ? schedules : schedules.filter(({ id, slug }) => slug === name || id.startsWith(name));
  const [schedule, ...others] = found;
  if (schedule && others.length === 0) return { deployment, schedule };
  const names = schedules.map(({ id, slug }) => slug ?? id);
  const near = name === undefined ? undefined : closest(name, names);
  throw new Failure(
    schedules.length === 0
      ? `${idOrName} has no schedule`
      : name === undefined || others.length > 0
        ? `${idOrName} has several schedules`
        : `${idOrName} has no schedule ${name}`,
    schedules.length === 0
      ? `Make one with \`weir deployment schedule create ${idOrName} --cron "0 2 * * *"\`.`
      : near
        ? `Did you mean ${near}?`
        : `Name one: ${names.join(", ")}.`,
  );
}
