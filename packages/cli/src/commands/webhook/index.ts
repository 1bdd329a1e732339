import type { Register } from "../../program.ts";
import { create } from "./create.ts";
import { remove } from "./delete.ts";
import { disable, enable } from "./enable.ts";
import { inbox } from "./inbox.ts";
import { inspect } from "./inspect.ts";
import { ls } from "./ls.ts";
import { preview } from "./preview.ts";
import { replay } from "./replay.ts";
import { request } from "./request.ts";
import { rotate } from "./rotate.ts";
import { update } from "./update.ts";

export const register: Register = (command, context) => {
  ls(command.command("ls"), context);
  create(command.command("create"), context);
  inspect(command.command("inspect"), context);
  update(command.command("update"), context);
  enable(command.command("enable"), context);
  disable(command.command("disable"), context);
  rotate(command.command("rotate"), context);
  inbox(command.command("inbox"), context);
  request(command.command("request"), context);
  replay(command.command("replay"), context);
  preview(command.command("preview"), context);
  remove(command.command("delete"), context);
};
