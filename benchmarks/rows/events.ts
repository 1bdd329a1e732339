/** Events of task runs over one socket, as the Python client sends them. */
import { figure } from "../lib/figure.ts";
import { LoadProcess } from "../lib/load-process.ts";
import { cpuMillis } from "../lib/processes.ts";
import { createFlow, createFlowRun, settled } from "../servers/api.ts";
import { startServer, type RunningServer } from "../servers/server.ts";
import { automate } from "./automations.ts";
import { measured, type Bench, type Measured, type Row } from "./row.ts";

async function measure({ effort }: Bench, server: RunningServer): Promise<Measured> {
  await using load = new LoadProcess();
  const { name } = server.system;
  const flowId = await createFlow(server, "bench");
  const send = async (taskRuns: number) => {
    const flowRunId = await createFlowRun(server, flowId);
    const before = cpuMillis(server.pid);
    const result = await load.sendEvents({ url: server.url, flowId, flowRunId, taskRuns });
    await settled(server);
    return { ...result, cpuPerOperation: ((cpuMillis(server.pid) - before) * 1000) / result.events };
  };
  await send(effort.taskRuns[name] / 5);
  const rounds = [];
  for (let round = 0; round < (name === "Weir" ? effort.rounds : 1); round++)
    rounds.push(await send(effort.taskRuns[name]));
  const lost = rounds.reduce((sum, { events, shown }) => sum + events - shown, 0);
  return measured({
    system: name,
    figure: figure(rounds.map(({ shown, recorded }) => (shown * 1000) / recorded)),
    cpuPerOperation: figure(rounds.map(({ cpuPerOperation }) => cpuPerOperation)),
    errors: lost > 0 ? { "event not recorded": lost } : {},
  });
}

/** Automations that look at every event of a task run that has ended, and fire at none. */
const LISTENING = 100;

export async function* eventRows(bench: Bench): AsyncGenerator<Row> {
  const target = { atLeast: 10_000, timesPrefect: 100 };
  for (const automations of [0, LISTENING]) {
    const all: Measured[] = [];
    for (const system of bench.systems) {
      await using server = await startServer(system, bench.folder(`${system.name}-${automations}`));
      for (let n = 0; n < automations; n++)
        await automate(server, `listening ${n}`, {
          expect: ["prefect.task-run.Completed"],
          match: { "prefect.resource.name": `team-${n}-*` },
        });
      all.push(await measure(bench, server));
    }
    yield {
      group: "task-run events",
      name: `task-run events recorded, one socket${automations > 0 ? `, ${automations} automations` : ""}`,
      unit: "/s",
      target,
      measured: all,
    };
  }
}
