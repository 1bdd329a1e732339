import type { Command } from "commander";
import type { Context } from "../../../context.ts";
import { confirm, type YesOptions, yesOption } from "../../../output/confirm.ts";
import { findSchedule } from "./find.ts";

const scheduleArguments = (command: Command): Command =>
  command
    .argument("<deployment>", "its name, as report/nightly, or its id")
    .argument("[schedule]", "slug or id of the schedule (not needed where there is only one)");

export function pause(command: Command, context: Context): void {
  scheduleArguments(command)
    .description("pause a schedule: it makes no more runs")
    .addHelpText("after", "\nExample:\n  $ weir deployment schedule pause report/nightly often\n")
    .action((name: string, schedule: string | undefined) => set(name, schedule, false, context));
}

export function resume(command: Command, context: Context): void {
  scheduleArguments(command)
    .description("resume a schedule that is paused")
    .addHelpText("after", "\nExample:\n  $ weir deployment schedule resume report/nightly often\n")
    .action((name: string, schedule: string | undefined) => set(name, schedule, true, context));
}

export function remove(command: Command, context: Context): void {
  yesOption(scheduleArguments(command))
    .description("delete a schedule")
    .addHelpText("after", "\nExample:\n  $ weir deployment schedule delete report/nightly often\n")
    .action((name: string, schedule: string | undefined, options: YesOptions) =>
      drop(name, schedule, options, context),
    );
}

async function set(idOrName: string, name: string | undefined, active: boolean, context: Context): Promise<void> {
  await using api = await context.api();
  const { deployment, schedule } = await findSchedule(api, idOrName, name);
  await api.deployments.updateSchedule({ id: deployment.id, schedule_id: schedule.id }, { active });
  console.log(`${active ? "Resumed" : "Paused"} ${schedule.slug ?? schedule.id} of ${idOrName}.`);
}

async function drop(idOrName: string, name: string | undefined, options: YesOptions, context: Context): Promise<void> {
  await using api = await context.api();
  const { deployment, schedule } = await findSchedule(api, idOrName, name);
  await confirm(`Delete schedule ${schedule.slug ?? schedule.id} of ${idOrName}?`, options);
  await api.deployments.deleteSchedule({ id: deployment.id, schedule_id: schedule.id });
  console.log(`Deleted ${schedule.slug ?? schedule.id} of ${idOrName}.`);
}
