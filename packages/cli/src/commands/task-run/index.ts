import type { Register } from "../../program.ts";
import { inspect } from "./inspect.ts";
import { logs } from "./logs.ts";
import { ls } from "./ls.ts";

export const register: Register = (command, context) => {
  ls(command.command("ls"), context);
  inspect(command.command("inspect"), context);
  logs(command.command("logs"), context);
};
