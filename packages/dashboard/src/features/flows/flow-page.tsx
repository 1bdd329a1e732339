import type { Flow } from "@weir/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { deploymentsOfFlowQuery } from "../../data/deployments.ts";
import { flowQuery } from "../../data/flows.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { recentRunsQuery, successRate, upcomingRunsQuery } from "../../data/recent-runs.ts";
import { percentile, secondsOf } from "../../data/run-stats.ts";
import { scheduleText } from "../../data/schedule-text.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { Absent, Detail } from "../../ui/detail.tsx";
import { Fact, Facts, LINK } from "../../ui/facts.tsx";
import { formatDuration } from "../../ui/format/duration.ts";
import { Nothing, Section } from "../../ui/section.tsx";
import { ROW_LINK, Table } from "../../ui/table.tsx";
import { Tags } from "../../ui/tags.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { DeploymentStatus } from "../deployments/deployment-status.tsx";
import { RunBars } from "../runs/run-bars.tsx";
import { RunList } from "../runs/run-list.tsx";

const route = getRouteApi("/flows/$id");

export function FlowPage(): ReactElement {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(flowQuery(id));
  useTitle(data?.name);
  useLiveTopics(["runs"]);
  if (data) return <FlowDetail flow={data} />;
  return (
    <Absent title="There is no such flow" to="/flows" all="All flows" error={error} retry={() => void refetch()} />
  );
}

const percent = (rate: number | undefined): string => (rate === undefined ? "–" : `${Math.round(rate * 100)}%`);
const lasting = (seconds: number | undefined): string => (seconds === undefined ? "–" : formatDuration(seconds));
const quoted = (name: string): string => (/[\s"]/.test(name) ? `"${name.replaceAll('"', "")}"` : name);

function FlowDetail({ flow }: { readonly flow: Flow }): ReactElement {
  const { id, name } = flow;
  const recent = useQuery(recentRunsQuery({ flows: [id], limit: 100 }));
  const upcoming = useQuery(upcomingRunsQuery({ flows: [id], limit: 5 }));
  const rows = recent.data?.rows ?? [];
  const times = secondsOf(rows);
  return (
    <Detail
      title={name}
      beside={
        <>
          <Tags tags={flow.tags ?? []} most={8} />
          <CopyButton text={id} label="Copy the flow's id" className="-my-1" />
        </>
      }
      story={
        <>
          Known since <When at={flow.created} />.{" "}
          <Link to="/runs" search={{ q: `flow:${quoted(name)}` }} className={LINK}>
            All its runs
          </Link>
        </>
      }
    >
      <Facts>
        <Fact name="Success">{percent(successRate(rows))}</Fact>
        <Fact name="Typical time (median)">{lasting(percentile(times, 0.5))}</Fact>
        <Fact name="Slow (95th percentile)">{lasting(percentile(times, 0.95))}</Fact>
        <Fact name="Last run">
          {rows[0] ? <When at={rows[0].start_time} as="relative" /> : recent.data ? "never" : ""}
        </Fact>
      </Facts>
      <Section title="Runs" more={rows.length > 0 ? `The last ${rows.length}; the height is how long each took` : ""}>
        {rows.length > 0 ? (
          <>
            <div className="overflow-hidden px-6 pb-3 max-sm:px-3">
              <RunBars rows={rows} most={100} height={64} />
            </div>
            <RunList rows={rows.slice(0, 20)} label="Runs" />
          </>
        ) : (
          recent.data && <Nothing>It has not run yet.</Nothing>
        )}
      </Section>
      <Section title="Upcoming runs">
        {upcoming.data?.rows.length ? (
          <RunList rows={upcoming.data.rows} label="Upcoming runs" />
        ) : (
          upcoming.data && <Nothing>No run is planned.</Nothing>
        )}
      </Section>
      <Section title="Deployments">
        <Deployments flow={id} />
      </Section>
    </Detail>
  );
}

const HEAD = [
  { label: "Deployment" },
  { label: "Status" },
  { label: "Schedule", className: "max-sm:hidden" },
  { label: "Pool", className: "text-right max-sm:hidden" },
];

function Deployments({ flow }: { readonly flow: string }): ReactElement | null {
  const { data } = useQuery(deploymentsOfFlowQuery(flow));
  if (data === undefined) return null;
  if (data.length === 0) return <Nothing>None: it runs where its program is started.</Nothing>;
  return (
    <Table label="Deployments" head={HEAD}>
      {data.map((one) => (
        <tr key={one.id}>
          <td>
            <Link to="/deployments/$id" params={{ id: one.id }} className={ROW_LINK}>
              {one.name}
            </Link>
          </td>
          <td>
            <DeploymentStatus deployment={one} />
          </td>
          <td className="text-ink-2 max-sm:hidden">
            {one.schedules?.[0] ? scheduleText(one.schedules[0].schedule) : "none"}
          </td>
          <td className="text-right text-ink-2 max-sm:hidden">{one.work_pool_name ?? "none"}</td>
        </tr>
      ))}
    </Table>
  );
}
