import type { Register } from "../../program.ts";
import { accept } from "./accept.ts";
import { cancel } from "./cancel.ts";
import { remove } from "./delete.ts";
import { execute } from "./execute.ts";
import { inspect } from "./inspect.ts";
import { logs } from "./logs.ts";
import { ls } from "./ls.ts";
import { retry } from "./retry.ts";
import { watch } from "./watch.ts";

export const register: Register = (command, context) => {
  ls(command.command("ls"), context);
  inspect(command.command("inspect"), context);
  logs(command.command("logs"), context);
  watch(command.command("watch"), context);
  cancel(command.command("cancel"), context);
  retry(command.command("retry"), context);
  accept(command.command("accept"), context);
  remove(command.command("delete"), context);
  execute(command.command("execute"), context);
};
