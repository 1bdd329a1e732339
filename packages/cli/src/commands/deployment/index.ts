import type { Register } from "../../program.ts";
import { remove } from "./delete.ts";
import { inspect } from "./inspect.ts";
import { ls } from "./ls.ts";
import { pause, resume } from "./pause.ts";
import { run } from "./run.ts";

export const register: Register = (command, context) => {
  ls(command.command("ls"), context);
  inspect(command.command("inspect"), context);
  run(command.command("run"), context);
  pause(command.command("pause"), context);
  resume(command.command("resume"), context);
  remove(command.command("delete"), context);
};
