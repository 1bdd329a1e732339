import type { Register } from "../../program.ts";
import { set } from "./set.ts";
import { unset } from "./unset.ts";
import { view } from "./view.ts";

export const register: Register = (command, context) => {
  view(command.command("view"), context);
  set(command.command("set"), context);
  unset(command.command("unset"), context);
};
