import type { Register } from "../../program.ts";
import { view } from "./view.ts";

export const register: Register = (command, context) => {
  view(command.command("view"), context);
};
