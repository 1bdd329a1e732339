/** From what a person typed, an id or a name, to the one object that is meant. */
import type { Client } from "@weir/client";
import type { Flow, FlowRunResponse, TaskRun } from "@weir/contract";
import { closest } from "@weir/contract/settings";
import { Failure } from "../../failure.ts";

const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

export const isId = (text: string): boolean => UUID.test(text);

const SEVERAL = 10;

/** The run of that id or name. */
export async function findFlowRun(api: Client, idOrName: string): Promise<FlowRunResponse> {
  const by = isId(idOrName) ? { id: { any_: [idOrName] } } : { name: { any_: [idOrName] } };
  const runs = await api.flowRuns.filter({ flow_runs: by, sort: "START_TIME_DESC", limit: SEVERAL });
  return only(runs, "flow run", idOrName, () => list(api.flowRuns.list({ sort: "START_TIME_DESC", limit: 200 })));
}

/** The task run of that id or name. */
export async function findTaskRun(api: Client, idOrName: string): Promise<TaskRun> {
  const by = isId(idOrName) ? { id: { any_: [idOrName] } } : { name: { any_: [idOrName] } };
  const runs = await api.taskRuns.filter({ task_runs: by, sort: "EXPECTED_START_TIME_DESC", limit: SEVERAL });
  const recent = api.taskRuns.list({ sort: "EXPECTED_START_TIME_DESC", limit: 200 });
  return only(runs as TaskRun[], "task run", idOrName, () => list(recent));
}

/** The flow of that id or name. */
export async function findFlow(api: Client, idOrName: string): Promise<Flow> {
  const by = isId(idOrName) ? { id: { any_: [idOrName] } } : { name: { any_: [idOrName] } };
  const flows = await api.flows.filter({ flows: by, limit: SEVERAL });
  return only(flows, "flow", idOrName, () => list(api.flows.list({ limit: 200 })));
}

/** There is nothing of that kind and name. Says what is near it. */
export function notThere(kind: string, name: string, names: Iterable<string>): Failure {
  const near = isId(name) ? undefined : closest(name, names);
  const command = `\`weir ${kind.replace(" ", "-")} ls\``;
  return new Failure(
    `there is no ${kind} ${name}`,
    near === undefined ? `See which there are with ${command}.` : `Did you mean ${near}? ${command} lists them.`,
  );
}

interface Named {
  readonly id: string;
  readonly name?: string | null;
}

async function only<T extends Named>(
  found: readonly T[],
  kind: string,
  wanted: string,
  names: () => Promise<string[]>,
): Promise<T> {
  const [first] = found;
  if (first === undefined) throw notThere(kind, wanted, isId(wanted) ? [] : await names());
  if (found.length === 1) return first;
  const ids = found.slice(0, 3).map(({ id }) => id);
  throw new Failure(
    `${found.length === SEVERAL ? "ten or more" : found.length} ${kind}s are named ${wanted}`,
    `Give the id: ${ids.join(", ")}${found.length > ids.length ? ", …" : ""}`,
  );
}

const list = async (objects: AsyncIterable<{ name?: string | null }>): Promise<string[]> =>
  (await Array.fromAsync(objects)).flatMap(({ name }) => name ?? []);
