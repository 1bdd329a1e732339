import type { DeploymentResponse, DeploymentSchedule } from "@weir/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import type { ReactElement } from "react";
import { deploymentQuery, scheduleTimesQuery } from "../../data/deployments.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { recentRunsQuery, successRate, upcomingRunsQuery } from "../../data/recent-runs.ts";
import { scheduleText } from "../../data/schedule-text.ts";
import { Json } from "../../ui/json.tsx";
import { Failure, Message } from "../../ui/message.tsx";
import { Nothing, Section } from "../../ui/section.tsx";
import { Tags } from "../../ui/tags.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { Parameters } from "../run/panels/parameters.tsx";
import { FlowName } from "../runs/flow-name.tsx";
import { RunBars } from "../runs/run-bars.tsx";
import { RunList } from "../runs/run-list.tsx";
import { DeploymentActions } from "./deployment-actions.tsx";
import { DeploymentStatus } from "./deployment-status.tsx";

const route = getRouteApi("/deployments/$id");

export function DeploymentPage(): ReactElement {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(deploymentQuery(id));
  useLiveTopics(["runs"]);
  useTitle(data?.name);
  const status = error && "status" in error ? error.status : undefined;
  if (status === 404 || status === 422)
    return (
      <Message icon={SearchX} title="There is no such deployment">
        <Link to="/deployments" className="font-medium text-accent hover:underline">
          All deployments
        </Link>
      </Message>
    );
  if (data) return <Deployment deployment={data} />;
  return error ? <Failure error={error} retry={() => void refetch()} /> : <div aria-busy className="h-full" />;
}

function Deployment({ deployment }: { readonly deployment: DeploymentResponse }): ReactElement {
  const { id } = deployment;
  const recent = useQuery(recentRunsQuery({ deployments: [id], limit: 50 }));
  const upcoming = useQuery(upcomingRunsQuery({ deployments: [id], limit: 5 }));
  const rate = recent.data && successRate(recent.data.rows);
  return (
    <article className="h-full overflow-y-auto pb-8" tabIndex={0} aria-label={deployment.name}>
      <header className="flex flex-col gap-1.5 border-b bg-panel px-6 pt-4 pb-3.5 max-sm:px-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1 className="min-w-0 truncate text-lg font-semibold tracking-tight">{deployment.name}</h1>
          <DeploymentStatus deployment={deployment} />
          <Tags tags={deployment.tags ?? []} most={8} />
          <div className="ml-auto max-sm:ml-0">
            <DeploymentActions deployment={deployment} />
          </div>
        </div>
        <p className="text-ink-2">
          Runs <FlowName id={deployment.flow_id} className="font-medium text-ink" />{" "}
          {deployment.work_pool_name ? (
            <>
              in the work pool{" "}
              <Link
                to="/work-pools/$name"
                params={{ name: deployment.work_pool_name }}
                className="font-medium text-accent underline underline-offset-2"
              >
                {deployment.work_pool_name}
              </Link>
              , queue {deployment.work_queue_name ?? "default"}.
            </>
          ) : (
            "in the process that serves it."
          )}
          {deployment.description && ` ${deployment.description}`}
        </p>
      </header>
      <Section title="Schedules" more={`Times are in ${Intl.DateTimeFormat().resolvedOptions().timeZone}`}>
        <Schedules schedules={deployment.schedules ?? []} />
      </Section>
      <Section title="Upcoming runs">
        {upcoming.data?.rows.length ? (
          <RunList rows={upcoming.data.rows} label="Upcoming runs" />
        ) : (
          <Nothing>No run is planned.</Nothing>
        )}
      </Section>
      <Section
        title="Runs"
        more={rate === undefined ? undefined : `${Math.round(rate * 100)}% of those that ended completed`}
      >
        {recent.data?.rows.length ? (
          <>
            <div className="px-6 pb-3 max-sm:px-3">
              <RunBars rows={recent.data.rows} most={50} height={48} />
            </div>
            <RunList rows={recent.data.rows.slice(0, 20)} label="Runs" />
          </>
        ) : (
          <Nothing>It has not run yet.</Nothing>
        )}
      </Section>
      <Section title="Parameters">
        {Object.keys(deployment.parameters ?? {}).length > 0 ? (
          <Parameters values={deployment.parameters ?? {}} />
        ) : (
          <Nothing>It sets none: runs use the flow's own defaults.</Nothing>
        )}
      </Section>
      {Object.keys(deployment.job_variables ?? {}).length > 0 && (
        <Section title="Job variables">
          <div className="px-6 max-sm:px-3">
            <Json value={deployment.job_variables} />
          </div>
        </Section>
      )}
    </article>
  );
}

function Schedules({ schedules }: { readonly schedules: readonly DeploymentSchedule[] }): ReactElement {
  if (schedules.length === 0) return <Nothing>None: it runs when somebody asks.</Nothing>;
  return (
    <ul className="flex flex-col px-6 max-sm:px-3">
      {schedules.map((one) => (
        <li key={one.id} className="flex flex-wrap items-baseline gap-x-4 border-b border-line/60 py-2">
          <span className="font-medium first-letter:uppercase">{scheduleText(one.schedule)}</span>
          {one.active === false ? <span className="text-ink-3">paused</span> : <Times schedule={one.schedule} />}
        </li>
      ))}
    </ul>
  );
}

function Times({ schedule }: { readonly schedule: DeploymentSchedule["schedule"] }): ReactElement | null {
  const { data } = useQuery(scheduleTimesQuery(schedule));
  if (!data) return null;
  if (data.length === 0) return <span className="text-ink-3">It has no further time.</span>;
  return (
    <span className="flex flex-wrap gap-x-3 text-ink-2">
      next
      {data.map((at) => (
        <When key={at} at={at} />
      ))}
    </span>
  );
}
