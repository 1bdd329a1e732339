/** What the palette finds: runs by name or id, and flows by name. */
import type { Flow, FlowRunResponse } from "@weir/contract";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const MOST = 8;

export const isId = (text: string): boolean => UUID.test(text);

interface Found {
  readonly runs: readonly FlowRunResponse[];
  readonly flows: readonly Flow[];
}

export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ["search", text],
    queryFn: async ({ signal }): Promise<Found> => {
      if (isId(text)) {
        const id = text.toLowerCase();
        const [runs, tasks] = await Promise.all([
          api.flowRuns.filter({ flow_runs: { id: { any_: [id] } } }, { signal }),
          // The run in which a task ran is what can be looked at.
          api.flowRuns.filter({ task_runs: { id: { any_: [id] } } }, { signal }),
        ]);
        return { runs: [...runs, ...tasks], flows: [] };
      }
      const [runs, flows] = await Promise.all([
        api.flowRuns.filter(
          { ...(text && { flow_runs: { name: { like_: text } } }), sort: "START_TIME_DESC", limit: MOST },
          { signal },
        ),
        text === ""
          ? []
          : api.flows.filter({ flows: { name: { like_: text } }, sort: "NAME_ASC", limit: MOST / 2 }, { signal }),
      ]);
      return { runs, flows };
    },
    placeholderData: (before) => before,
    staleTime: 2000,
  });
