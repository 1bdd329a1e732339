import type { Register } from "../../program.ts";
import { start } from "./start.ts";

export const register: Register = (command, context) => {
  start(command.command("start"), context);
};
