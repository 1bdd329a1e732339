/** The completion scripts, run in the shells they are for. A shell that is not installed is left out. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BIN, emptyHome, environmentOf, weir } from "./weir.ts";

let folder: Awaited<ReturnType<typeof emptyHome>>;
const file = (name: string): string => join(folder.path, name);

beforeAll(async () => {
  folder = await emptyHome();
  // The program as it is installed: one word on the PATH.
  await writeFile(file("weir"), `#!/bin/sh\nexec ${process.execPath} --conditions=weir-source ${BIN} "$@"\n`);
  await chmod(file("weir"), 0o755);
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, stdout } = await weir(["completion", shell]);
    expect(code).toBe(0);
    await writeFile(file(`completion.${shell}`), stdout);
  }
  await weir(["profile", "create", "prod"], { WEIR_HOME: folder.path });
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Words before the cursor, what is offered there, and what is not. */
const CASES: readonly (readonly [line: string, offered: readonly string[], not: readonly string[]])[] = [
  ["weir flow", ["flow", "flow-run"], ["task-run"]],
  ["weir ", ["server", "flow-run", "completion"], ["__complete"]],
  ["weir flow-run ", ["ls", "logs", "watch"], ["server"]],
  ["weir flow-runs l", ["ls", "logs"], ["inspect"]],
  ["weir flow-run ls --sta", ["--state", "--state-type"], ["--limit"]],
  ["weir flow-run ls --state-type RUN", ["RUNNING"], ["FAILED"]],
  ["weir --profile ", ["default", "prod"], ["flow"]],
  ["weir --profile prod profile use ", ["default", "prod"], []],
  ["weir config unset server_p", ["server_port", "server_page_size"], ["api_url"]],
  ["weir completion ", ["bash", "zsh", "fish"], []],
];

const environment = (): NodeJS.ProcessEnv => {
  const base = environmentOf({ WEIR_HOME: folder.path });
  return { ...base, PATH: `${folder.path}:${base["PATH"]}`, HOME: folder.path, XDG_CONFIG_HOME: folder.path };
};
const output = (program: string, args: readonly string[]): string[] =>
  execFileSync(program, args, { env: environment(), encoding: "utf8" }).split("\n").filter(Boolean);
const isInstalled = (shell: string): boolean => spawnSync(shell, ["-c", "exit 0"]).status === 0;

/** What each shell offers for a line, without a terminal. */
const OFFERS: Readonly<Record<string, (line: string) => string[]>> = {
  bash: (line) => {
    const words = line.split(" ").map((word) => `'${word}'`);
    const script = `source ${file("completion.bash")}; COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}; _weir; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return output("bash", ["-c", script]);
  },
  zsh: (line) => {
    // The builtins that take candidates work inside of a completion only: what they would be given is printed instead.
    const words = line.split(" ").map((word) => `'${word}'`);
    const script = `compdef() { }; _files() { }; _describe() { print -rl -- "\${(@)\${(P)2}%%:*}" };
      source ${file("completion.zsh")}; words=(${words.join(" ")}); CURRENT=\${#words}; _weir`;
    return output("zsh", ["-f", "-c", script]);
  },
  fish: (line) => {
    const lines = output("fish", ["-c", `source ${file("completion.fish")}; complete -C '${line}'`]);
    return lines.map((one) => one.split("\t")[0]!);
  },
};

describe.each(Object.entries(OFFERS))("%s", (shell, offers) => {
  const test = it.skipIf(!isInstalled(shell));

  test.each(CASES)("completes `%s`", (line, offered, not) => {
    const got = offers(line);
    expect(got).toEqual(expect.arrayContaining([...offered]));
    for (const word of not) expect(got).not.toContain(word);
  });
});

it("offers every word with what it means", async () => {
  const { stdout } = await weir(["__complete", "--", "flow-run", "can"]);
  expect(stdout).toBe("cancel\tcancel a flow run\n");
});
