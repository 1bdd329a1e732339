import type { Client } from "@weir/client";
import type { FlowRunResponse } from "@weir/contract";
import { Failure } from "../../failure.ts";

const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/** The run of that id or name. */
export async function findFlowRun(api: Client, idOrName: string): Promise<FlowRunResponse> {
  const by = UUID.test(idOrName) ? { id: { any_: [idOrName] } } : { name: { any_: [idOrName] } };
  const runs = await api.flowRuns.filter({ flow_runs: by, sort: "START_TIME_DESC", limit: 10 });
  if (runs.length > 1)
    throw new Failure(
      `${runs.length === 10 ? "ten or more" : runs.length} runs are named ${idOrName}`,
      `Give the id: ${runs
        .slice(0, 3)
        .map((run) => run.id)
        .join(", ")}${runs.length > 3 ? ", …" : ""}`,
    );
  if (runs[0] === undefined)
    throw new Failure(`there is no flow run ${idOrName}`, "See which there are with `weir flow-run ls`.");
  return runs[0];
}
