import { expectStatus, Refused, type Workload } from "../workload.ts";

const PAGE = 50;

/** The newest completed runs since some time, a page of them: what the list of runs asks for. */
export const filterFlowRuns = (since: string): Workload => {
  const body = JSON.stringify({
    flow_runs: { state: { type: { any_: ["COMPLETED"] } }, start_time: { after_: since } },
    sort: "START_TIME_DESC",
    limit: PAGE,
    offset: 0,
  });
  return {
    prepare: async () => ({
      operate: async (connection) => {
        const answer = expectStatus(await connection.post("/api/flow_runs/filter", body), 200);
        const runs = answer.split('"estimated_run_time"').length - 1;
        if (runs !== PAGE) throw new Refused(`a page of ${runs} runs`);
      },
    }),
  };
};
