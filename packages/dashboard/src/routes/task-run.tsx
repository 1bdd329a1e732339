import { useQuery } from "@tanstack/react-query";
import { createRoute, lazyRouteComponent, Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { flowRunQuery } from "../data/flow-runs.ts";
import { taskRunQuery } from "../data/task-runs.ts";
import { rootRoute } from "./root.tsx";

export const taskRunRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/task-runs/$id",
  staticData: { crumb: TaskRunCrumb },
  component: lazyRouteComponent(() => import("../features/task-run/task-run-page.tsx"), "TaskRunPage"),
});

function TaskRunCrumb(): ReactElement {
  const { id } = taskRunRoute.useParams();
  const { data } = useQuery(taskRunQuery(id));
  return (
    <>
      {data?.flow_run_id && <RunCrumb id={data.flow_run_id} />}
      {data?.name ?? id.slice(0, 8)}
    </>
  );
}

function RunCrumb({ id }: { readonly id: string }): ReactElement {
  const { data } = useQuery(flowRunQuery(id));
  return (
    <>
      <Link to="/runs/$id" params={{ id }} className="font-normal text-ink-2">
        {data?.name ?? id.slice(0, 8)}
      </Link>{" "}
      <span aria-hidden className="text-ink-3">
        ›
      </span>{" "}
    </>
  );
}
