import { Argument } from "commander";
import type { Register } from "../../program.ts";
import { SCRIPTS, type Shell } from "./scripts.ts";

const HELP = `
Examples:
  $ echo 'source <(weir completion bash)' >> ~/.bashrc
  $ weir completion zsh > "\${fpath[1]}/_weir"
  $ weir completion fish > ~/.config/fish/completions/weir.fish
`;

export const register: Register = (command) => {
  const shells = Object.keys(SCRIPTS);
  command
    .addArgument(new Argument("<shell>", shells.join(", ")).choices(shells))
    .addHelpText("after", HELP)
    .action((shell: Shell) => {
      process.stdout.write(SCRIPTS[shell]);
    });
};
