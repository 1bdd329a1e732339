import type { Register } from "../../program.ts";
import { create } from "./create.ts";
import { deliveries } from "./deliveries.ts";
import { remove } from "./delete.ts";
import { disable, enable } from "./enable.ts";
import { history } from "./history.ts";
import { inspect } from "./inspect.ts";
import { ls } from "./ls.ts";
import { templates } from "./templates.ts";
import { test } from "./test.ts";
import { update } from "./update.ts";

export const register: Register = (command, context) => {
  ls(command.command("ls"), context);
  inspect(command.command("inspect"), context);
  templates(command.command("templates"), context);
  create(command.command("create"), context);
  update(command.command("update"), context);
  test(command.command("test"), context);
  history(command.command("history"), context);
  deliveries(command.command("deliveries"), context);
  enable(command.command("enable"), context);
  disable(command.command("disable"), context);
  remove(command.command("delete"), context);
};
