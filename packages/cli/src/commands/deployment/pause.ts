import type { Command } from "commander";
import type { Context } from "../../context.ts";
import { findDeployment } from "./find.ts";

export function pause(command: Command, context: Context): void {
  command
    .description("pause a deployment: its schedules make no more runs")
    .argument("<deployment>", "its name, as report/nightly, or its id")
    .addHelpText("after", "\nExample:\n  $ weir deployment pause report/nightly\n")
    .action((name: string) => set(name, true, context));
}

export function resume(command: Command, context: Context): void {
  command
    .description("resume a deployment that is paused")
    .argument("<deployment>", "its name, as report/nightly, or its id")
    .addHelpText("after", "\nExample:\n  $ weir deployment resume report/nightly\n")
    .action((name: string) => set(name, false, context));
}

async function set(idOrName: string, paused: boolean, context: Context): Promise<void> {
  await using api = await context.api();
  const { id } = await findDeployment(api, idOrName);
  if (paused) await api.deployments.pause({ id });
  else await api.deployments.resume({ id });
  console.log(`${paused ? "Paused" : "Resumed"} ${idOrName}.`);
}
