import type { Register } from "../../program.ts";
import { create } from "./create.ts";
import { remove } from "./delete.ts";
import { inspect } from "./inspect.ts";
import { ls } from "./ls.ts";
import { pause, resume } from "./pause.ts";
import { update } from "./update.ts";

export const register: Register = (command, context) => {
  ls(command.command("ls"), context);
  create(command.command("create"), context);
  inspect(command.command("inspect"), context);
  update(command.command("update"), context);
  pause(command.command("pause"), context);
  resume(command.command("resume"), context);
  remove(command.command("delete"), context);
};
