import type { Register } from "../../program.ts";
import { exportLines } from "./export.ts";
import { ls } from "./ls.ts";
import { verify } from "./verify.ts";

export const register: Register = (command, context) => {
  ls(command.command("ls"), context);
  verify(command.command("verify"), context);
  exportLines(command.command("export"), context);
};
