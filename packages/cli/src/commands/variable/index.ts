import type { Register } from "../../program.ts";
import { get } from "./get.ts";
import { inspect } from "./inspect.ts";
import { ls } from "./ls.ts";
import { set } from "./set.ts";
import { unset } from "./unset.ts";

export const register: Register = (command, context) => {
  ls(command.command("ls"), context);
  get(command.command("get"), context);
  set(command.command("set"), context);
  unset(command.command("unset").alias("delete"), context);
  inspect(command.command("inspect"), context);
};
