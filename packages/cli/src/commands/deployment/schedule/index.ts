import type { Command } from "commander";
import type { Context } from "../../../context.ts";
import { create } from "./create.ts";
import { ls } from "./ls.ts";
import { preview } from "./preview.ts";
import { pause, remove, resume } from "./switch.ts";

export function schedule(command: Command, context: Context): void {
  command.description("see and change when a deployment makes runs").helpCommand(false);
  ls(command.command("ls"), context);
  create(command.command("create"), context);
  pause(command.command("pause"), context);
  resume(command.command("resume"), context);
  remove(command.command("delete"), context);
  preview(command.command("preview"), context);
}
