import type { Register } from "../../program.ts";
import { create } from "./create.ts";
import { ls } from "./ls.ts";
import { revoke } from "./revoke.ts";

export const register: Register = (command, context) => {
  create(command.command("create"), context);
  ls(command.command("ls"), context);
  revoke(command.command("revoke"), context);
};
