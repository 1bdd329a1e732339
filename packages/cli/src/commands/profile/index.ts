import type { Register } from "../../program.ts";
import { create } from "./create.ts";
import { remove } from "./delete.ts";
import { inspect } from "./inspect.ts";
import { ls } from "./ls.ts";
import { rename } from "./rename.ts";
import { use } from "./use.ts";

export const register: Register = (command, context) => {
  command.addHelpText("after", HELP);
  ls(command.command("ls"), context);
  create(command.command("create"), context);
  use(command.command("use"), context);
  inspect(command.command("inspect"), context);
  rename(command.command("rename"), context);
  remove(command.command("delete"), context);
};

const HELP = `
A profile is a set of settings with a name, kept in profiles.toml in the home folder. One is in use; WEIR_PROFILE and
--profile choose another for a shell or a command.

Examples:
  $ weir profile create prod --set api_url=https://weir.example.com/api
  $ weir profile use prod
  $ weir --profile default flow-run ls
`;
