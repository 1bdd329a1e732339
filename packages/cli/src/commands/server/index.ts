import type { Register } from "../../program.ts";
import { backup } from "./backup.ts";
import { restore } from "./restore.ts";
import { start } from "./start.ts";
import { status } from "./status.ts";
import { stop } from "./stop.ts";
import { vacuum } from "./vacuum.ts";

export const register: Register = (command, context) => {
  start(command.command("start"), context);
  stop(command.command("stop"), context);
  status(command.command("status"), context);
  vacuum(command.command("vacuum"), context);
  backup(command.command("backup"), context);
  restore(command.command("restore"), context);
};
