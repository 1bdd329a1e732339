/** What it takes to import the package and to run the smallest command, above the bare interpreter. */
import { figure } from "../lib/figure.ts";
import { duration } from "../lib/program.ts";
import { PREFECT_PROGRAM, prefectEnvironment, PYTHON } from "../servers/prefect.ts";
import { cleanEnvironment, WEIR_PROGRAM } from "../servers/weir.ts";
import { measured, type Bench, type Measured, type Row } from "./row.ts";

interface Command {
  readonly system: "Weir" | "Prefect";
  readonly env: NodeJS.ProcessEnv;
  readonly bare: readonly [program: string, ...args: string[]];
  readonly command: readonly [program: string, ...args: string[]];
}

/** Runs both in turn; the figure is of the differences. */
async function above(bench: Bench, { system, env, bare, command }: Command): Promise<Measured> {
  const run = ([program, ...args]: Command["bare"]): Promise<number> => duration(program, args, env);
  await run(command); // fills the caches of the file system and of the compiler
  const differences: number[] = [];
  for (let n = 0; n < bench.effort.starts[system]; n++) {
    const without = await run(bare);
    differences.push((await run(command)) - without);
  }
  return measured({ system, figure: figure(differences) });
}

export async function* commandRows(bench: Bench): AsyncGenerator<Row> {
  const names = bench.systems.map(({ name }) => name);
  const of = async (commands: readonly Omit<Command, "env">[]): Promise<Measured[]> => {
    const all: Measured[] = [];
    for (const each of commands) {
      if (!names.includes(each.system)) continue;
      const home = bench.folder("command");
      const env = each.system === "Weir" ? { ...cleanEnvironment(), WEIR_HOME: home } : prefectEnvironment(home);
      all.push(await above(bench, { ...each, env }));
    }
    return all;
  };
  const node = process.execPath;
  const bareNode = [node, "--input-type=module", "--eval", ""] as const;
  const barePython = [PYTHON, "-c", ""] as const;
  yield {
    group: "import",
    name: 'import "weir", above bare node',
    unit: "ms",
    target: { atMost: 80 },
    measured: await of([
      { system: "Weir", bare: bareNode, command: [node, "--input-type=module", "--eval", 'import "weir"'] },
      { system: "Prefect", bare: barePython, command: [PYTHON, "-c", "import prefect"] },
    ]),
  };
  yield {
    group: "command",
    name: "weir version, above bare node",
    unit: "ms",
    target: { atMost: 100 },
    measured: await of([
      { system: "Weir", bare: bareNode, command: [node, WEIR_PROGRAM, "version"] },
      { system: "Prefect", bare: barePython, command: [PREFECT_PROGRAM, "version"] },
    ]),
  };
}
