/** Schedules in a few words. */
import type { Client } from "@weir/client";
import type { DeploymentAdditions, DeploymentResponse, DeploymentSchedule, SchedulePolicy } from "@weir/contract";
import { duration } from "../../output/time.ts";

export function scheduleText({ schedule, active }: DeploymentSchedule): string {
  const zone = schedule.timezone && schedule.timezone !== "UTC" ? ` ${schedule.timezone}` : "";
  const text =
    "cron" in schedule
      ? schedule.cron
      : "interval" in schedule
        ? `every ${duration(schedule.interval)}`
        : schedule.rrule;
  return `${text}${zone}${active === false ? " (off)" : ""}`;
}

/** "catch up latest, overlap skip, jitter 30.0 s"; nothing where there is none. */
export function policyText(policy: SchedulePolicy | undefined): string {
  const { catch_up, overlap, jitter, priority } = policy ?? {};
  return [
    ...(catch_up === undefined
      ? []
      : [`catch up ${typeof catch_up === "number" ? `within ${duration(catch_up)}` : catch_up}`]),
    ...(overlap === undefined ? [] : [`overlap ${overlap}`]),
    ...(jitter === undefined ? [] : [`jitter ${duration(jitter)}`]),
    ...(priority === undefined ? [] : [`priority ${priority}`]),
  ].join(", ");
}

/** What only Weir's servers know of the schedules of a deployment, by their ids. */
export async function policiesOf(api: Client, { id }: DeploymentResponse): Promise<DeploymentAdditions["schedules"]> {
  return api.weirVersion === undefined ? {} : (await api.deploymentVersions.ofDeployment({ id })).schedules;
}
