import type { Register } from "../../program.ts";
import { create } from "./create.ts";
import { inspect } from "./inspect.ts";
import { ls } from "./ls.ts";
import { remove } from "./delete.ts";
import { types } from "./types.ts";

export const register: Register = (command, context) => {
  ls(command.command("ls"), context);
  inspect(command.command("inspect"), context);
  create(command.command("create"), context);
  remove(command.command("delete"), context);
  types(command.command("types"), context);
};
