import type { Register } from "../../program.ts";
import { start } from "./start.ts";
import { status } from "./status.ts";

export const register: Register = (command, context) => {
  start(command.command("start"), context);
  status(command.command("status"), context);
};
