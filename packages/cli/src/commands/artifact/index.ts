import type { Register } from "../../program.ts";
import { remove } from "./delete.ts";
import { inspect } from "./inspect.ts";
import { ls } from "./ls.ts";

export const register: Register = (command, context) => {
  ls(command.command("ls"), context);
  inspect(command.command("inspect"), context);
  remove(command.command("delete"), context);
};
