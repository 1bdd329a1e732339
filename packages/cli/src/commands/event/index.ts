import type { Register } from "../../program.ts";
import { emit } from "./emit.ts";
import { stream } from "./stream.ts";

export const register: Register = (command, context) => {
  stream(command.command("stream"), context);
  emit(command.command("emit"), context);
};
