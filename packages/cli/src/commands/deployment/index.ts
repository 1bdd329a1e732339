import type { Register } from "../../program.ts";
import { remove } from "./delete.ts";
import { diff } from "./diff.ts";
import { history } from "./history.ts";
import { inspect } from "./inspect.ts";
import { ls } from "./ls.ts";
import { pause, resume } from "./pause.ts";
import { promote, rollback } from "./rollback.ts";
import { run } from "./run.ts";
import { schedule } from "./schedule/index.ts";

export const register: Register = (command, context) => {
  ls(command.command("ls"), context);
  inspect(command.command("inspect"), context);
  run(command.command("run"), context);
  pause(command.command("pause"), context);
  resume(command.command("resume"), context);
  schedule(command.command("schedule"), context);
  history(command.command("history"), context);
  diff(command.command("diff"), context);
  promote(command.command("promote"), context);
  rollback(command.command("rollback"), context);
  remove(command.command("delete"), context);
};
