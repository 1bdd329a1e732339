import type { Register } from "../../program.ts";
import { pending } from "./pending.ts";
import { push } from "./push.ts";

export const register: Register = (command, context) => {
  pending(command.command("pending"), context);
  push(command.command("push"), context);
};
