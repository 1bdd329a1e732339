import type { Register } from "../../program.ts";
import { doctor } from "./doctor.ts";
import { rotate } from "./rotate.ts";

export const register: Register = (command, context) => {
  doctor(command.command("doctor"), context);
  rotate(command.command("rotate"), context);
};
