import type { Register } from "../../program.ts";
import { create } from "./create.ts";
import { defaultTemplate } from "./default-template.ts";
import { remove } from "./delete.ts";
import { inspect } from "./inspect.ts";
import { ls } from "./ls.ts";
import { pause, resume } from "./pause.ts";
import { preview } from "./preview.ts";
import { slots } from "./slots.ts";
import { update } from "./update.ts";

export const register: Register = (command, context) => {
  ls(command.command("ls"), context);
  create(command.command("create"), context);
  inspect(command.command("inspect"), context);
  preview(command.command("preview"), context);
  slots(command.command("slots"), context);
  defaultTemplate(command.command("get-default-base-job-template"));
  update(command.command("update"), context);
  pause(command.command("pause"), context);
  resume(command.command("resume"), context);
  remove(command.command("delete"), context);
};
