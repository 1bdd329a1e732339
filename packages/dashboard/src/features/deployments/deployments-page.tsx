import type { DeploymentResponse, FlowRunResponse } from "@weir/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ListFilter, Rocket } from "lucide-react";
import { type ReactElement, useMemo } from "react";
import { deploymentsQuery } from "../../data/deployments.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { recentRunsQuery, type SomeRuns, upcomingRunsQuery } from "../../data/recent-runs.ts";
import { scheduleText } from "../../data/schedule-text.ts";
import { Snippet } from "../../ui/copy.tsx";
import { FilterBox } from "../../ui/filter-box.tsx";
import { Failure, Message } from "../../ui/message.tsx";
import { ROW_LINK, Table } from "../../ui/table.tsx";
import { Tags } from "../../ui/tags.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { FlowName } from "../runs/flow-name.tsx";
import { RunBars } from "../runs/run-bars.tsx";
import { DeploymentStatus } from "./deployment-status.tsx";

const route = getRouteApi("/deployments/");

export function DeploymentsPage(): ReactElement {
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  useTitle("Deployments");
  const { data, error, refetch } = useQuery(deploymentsQuery(q));
  return (
    <section className="flex h-full flex-col" aria-labelledby="page-title">
      <h1 id="page-title" className="sr-only">
        Deployments
      </h1>
      <div className="flex items-center gap-3 px-6 py-4 max-sm:px-3">
        <FilterBox
          label="Filter by deployment or flow"
          value={q}
          onChange={(text) => void navigate({ search: text ? { q: text } : {}, replace: true })}
        />
        {data && (
          <span className="num text-ink-3">
            {data.length} {data.length === 1 ? "deployment" : "deployments"}
          </span>
        )}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto" aria-busy={!data}>
        {error && !data ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : data?.length === 0 ? (
          q ? (
            <Message icon={ListFilter} title="No deployment matches" />
          ) : (
            <NoDeployments />
          )
        ) : (
          data && <DeploymentTable rows={data} keys />
        )}
      </div>
    </section>
  );
}

const HEAD = [
  { label: "Deployment" },
  { label: "Status" },
  { label: "Schedules", className: "max-sm:hidden" },
  { label: "Pool", className: "max-lg:hidden" },
  { label: "Last runs", className: "max-lg:hidden" },
  { label: "Last run", className: "text-right max-sm:hidden" },
  { label: "Next run", className: "text-right max-sm:hidden" },
];

function DeploymentTable({
  rows,
  keys = false,
}: {
  readonly rows: readonly DeploymentResponse[];
  readonly keys?: boolean;
}): ReactElement {
  useLiveTopics(["runs"]);
  const ids = useMemo(() => rows.map((row) => row.id), [rows]);
  const last = useQuery(recentRunsQuery({ deployments: ids }));
  const next = useQuery(upcomingRunsQuery({ deployments: ids }));
  const ran = useMemo(() => byDeployment(last.data), [last.data]);
  const toRun = useMemo(() => byDeployment(next.data), [next.data]);
  return (
    <Table label="Deployments" head={HEAD} keys={keys}>
      {rows.map((row) => (
        <tr key={row.id}>
          <td>
            <span className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
              <Link to="/deployments/$id" params={{ id: row.id }} data-row="" className={ROW_LINK}>
                {row.name}
              </Link>
              <FlowName id={row.flow_id} className="text-ink-3" />
              <Tags tags={row.tags ?? []} most={3} />
            </span>
          </td>
          <td>
            <DeploymentStatus deployment={row} />
          </td>
          <td className="text-ink-2 max-sm:hidden">
            <Schedules deployment={row} />
          </td>
          <td className="text-ink-2 max-lg:hidden">{row.work_pool_name ?? "none"}</td>
          <td className="max-lg:hidden">
            <RunBars rows={ran.get(row.id) ?? []} most={12} />
          </td>
          <td className="num text-right text-ink-2 max-sm:hidden">
            <FirstOf rows={ran.get(row.id)} all={last.data} beyond="earlier" none="never" />
          </td>
          <td className="num text-right text-ink-2 max-sm:hidden">
            <FirstOf rows={toRun.get(row.id)} all={next.data} beyond="later" none="none" />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function byDeployment(runs: SomeRuns | undefined): ReadonlyMap<string, readonly FlowRunResponse[]> {
  return Map.groupBy(runs?.rows ?? [], (run) => run.deployment_id ?? "");
}

interface FirstOfProps {
  readonly rows: readonly FlowRunResponse[] | undefined;
  readonly all: SomeRuns | undefined;
  /** What is said where the runs that were read do not reach so far. */
  readonly beyond: string;
  readonly none: string;
}

function FirstOf({ rows, all, beyond, none }: FirstOfProps): ReactElement | string {
  const run = rows?.[0];
  if (run) return <When at={run.start_time ?? run.expected_start_time} as="relative" />;
  return all ? (all.cut ? beyond : none) : "";
}

function Schedules({ deployment }: { readonly deployment: DeploymentResponse }): ReactElement {
  const all = deployment.schedules ?? [];
  const active = all.filter((one) => one.active !== false);
  const [first] = active;
  if (!first) return <>{all.length > 0 ? "all paused" : "none"}</>;
  return (
    <>
      {scheduleText(first.schedule)}
      {active.length > 1 && ` and ${active.length - 1} more`}
    </>
  );
}

const EXAMPLE = `// hello.ts
import { flow } from "weir";

const hello = flow({ name: "hello" }, async () => "Hello!");

await hello.serve({ name: "every-minute", cron: "* * * * *" });`;

function NoDeployments(): ReactElement {
  return (
    <Message icon={Rocket} title="No deployments yet">
      <p className="text-ink-2">
        A deployment is a flow that the server can run: by a schedule, or when somebody asks. Save this and run it:
      </p>
      <div className="flex w-full flex-col gap-2">
        <Snippet code={EXAMPLE} label="example" />
        <Snippet code={`WEIR_API_URL=${new URL("api", document.baseURI).href} node hello.ts`} label="command" />
      </div>
    </Message>
  );
}
