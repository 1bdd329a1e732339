import type { Register } from "../../program.ts";
import { clear } from "./clear.ts";
import { explain } from "./explain.ts";
import { ls } from "./ls.ts";

export const register: Register = (command, context) => {
  ls(command.command("ls"), context);
  explain(command.command("explain"), context);
  clear(command.command("clear"), context);
};
