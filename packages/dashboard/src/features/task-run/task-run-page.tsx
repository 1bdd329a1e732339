import type { LiveTopic, TaskRun } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactElement, useMemo } from "react";
import { eventsAboutQuery } from "../../data/events.ts";
import { flowRunQuery } from "../../data/flow-runs.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { taskArtifactsQuery, taskRunStatesQuery, watchedTaskRunQuery } from "../../data/task-runs.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { Absent, Detail } from "../../ui/detail.tsx";
import { Fact, Facts, LINK } from "../../ui/facts.tsx";
import { formatDuration } from "../../ui/format/duration.ts";
import { toMillis } from "../../ui/format/time.ts";
import { Json } from "../../ui/json.tsx";
import { plainMessage } from "../../ui/message-text.ts";
import { useNow } from "../../ui/now.ts";
import { Nothing, Section } from "../../ui/section.tsx";
import { StateBadge } from "../../ui/state-badge.tsx";
import { stateLabel, stateLook } from "../../ui/states.ts";
import { Tags } from "../../ui/tags.tsx";
import { Lasted, When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { Artifacts } from "../run/panels/artifacts.tsx";
import { StateHistory } from "../run/panels/state-history.tsx";
import { runStory } from "../run/story.ts";
import { EventList } from "../events/event-list.tsx";
import { AttemptBars } from "./attempt-bars.tsx";
import { attemptsOf } from "./attempts.ts";
import { Cached } from "./cached.tsx";
import { Inputs } from "./inputs.tsx";
import { TaskLog } from "./task-log.tsx";

const route = getRouteApi("/task-runs/$id");

export function TaskRunPage(): ReactElement {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(watchedTaskRunQuery(id));
  useTitle(data && `${data.name}, ${stateLabel(data.state_type, data.state_name).toLowerCase()}`);
  const topics: readonly LiveTopic[] = data?.flow_run_id ? [`run:${data.flow_run_id}`] : [];
  useLiveTopics(topics);
  if (data) return <TaskRunDetail task={data} />;
  return (
    <Absent title="There is no such task run" to="/runs" all="All runs" error={error} retry={() => void refetch()} />
  );
}

function TaskRunDetail({ task }: { readonly task: TaskRun }): ReactElement {
  const now = useNow();
  const growing = !isFinalType(task.state_type);
  const states = useQuery(taskRunStatesQuery(task.id, task.state_id));
  const artifacts = useQuery(taskArtifactsQuery(task.id, growing));
  const events = useQuery(eventsAboutQuery(`prefect.task-run.${task.id}`));
  const attempts = useMemo(() => attemptsOf(states.data ?? []), [states.data]);
  return (
    <Detail
      title={task.name ?? task.id}
      beside={
        <>
          <StateBadge type={task.state_type} name={task.state_name} />
          <Tags tags={task.tags ?? []} most={8} />
          <CopyButton text={task.id} label="Copy the task run's id" className="-my-1" />
        </>
      }
      story={
        <>
          <span className="font-medium text-ink">{taskName(task)}</span> {runStory(task, now)}
          {task.flow_run_id ? (
            <>
              {" "}
              in the run <FlowRunLink id={task.flow_run_id} task={task.id} />.
            </>
          ) : (
            ", outside of any flow run."
          )}
        </>
      }
    >
      <Failure task={task} />
      <Facts>
        <Fact name="Duration">
          <Lasted from={task.start_time} to={task.end_time} live={growing} />
        </Fact>
        <Fact name="Started">
          <When at={task.start_time} />
        </Fact>
        <Fact name="Waited">{waited(task)}</Fact>
        <Fact name="Attempts">{attemptsText(task)}</Fact>
        {task.cache_key && <Fact name="Cache key">{<span className="font-mono text-xs">{task.cache_key}</span>}</Fact>}
        {task.cache_expiration && (
          <Fact name="Cached until">
            <When at={task.cache_expiration} />
          </Fact>
        )}
      </Facts>
      {attempts.length > 0 && (
        <Section title="Attempts" more="Hatched: it waited">
          <AttemptBars attempts={attempts} />
        </Section>
      )}
      <Section title="Log">
        <TaskLog taskRunId={task.id} flowRunId={task.flow_run_id ?? null} growing={growing} />
      </Section>
      <Section title="States">
        <div className="px-2 max-sm:px-0">{states.data && <StateHistory states={states.data} />}</div>
      </Section>
      {task.cache_key && !growing && <Cached taskRunId={task.id} />}
      <Section title="Inputs">
        <Inputs task={task} />
      </Section>
      <Section title="Result">
        {task.state?.data == null ? (
          <Nothing>{growing ? "It has none yet." : "None was kept."}</Nothing>
        ) : (
          <div className="px-6 max-sm:px-3">
            <Json value={task.state.data} />
          </div>
        )}
      </Section>
      {artifacts.data && artifacts.data.length > 0 && (
        <Section title="Artifacts">
          <div className="px-2 max-sm:px-0">
            <Artifacts artifacts={artifacts.data} />
          </div>
        </Section>
      )}
      <Section title="Events">
        {events.data && (events.data.length > 0 ? <EventList events={events.data} /> : <Nothing>None.</Nothing>)}
      </Section>
    </Detail>
  );
}

/** The task it is a run of: the last part of its key, which begins with its module. */
const taskName = (task: TaskRun): string =>
  task.task_key
    .replace(/-[0-9a-f]{8}$/, "")
    .split(".")
    .at(-1) ?? "";

const attemptsText = ({ run_count = 0, empirical_policy }: TaskRun): string =>
  (empirical_policy?.retries ?? 0) > 0 ? `${run_count} of ${(empirical_policy?.retries ?? 0) + 1}` : String(run_count);

function waited(task: TaskRun): string {
  const from = toMillis(task.expected_start_time);
  const to = toMillis(task.start_time);
  return from === undefined || to === undefined ? "–" : formatDuration(Math.max(0, to - from) / 1000);
}

function FlowRunLink({ id, task }: { readonly id: string; readonly task: string }): ReactElement {
  const { data } = useQuery(flowRunQuery(id));
  return (
    <Link to="/runs/$id" params={{ id }} search={{ task }} className={LINK}>
      {data?.name ?? id.slice(0, 8)}
    </Link>
  );
}

function Failure({ task }: { readonly task: TaskRun }): ReactElement | null {
  const message = plainMessage(task.state?.message);
  if ((task.state_type !== "FAILED" && task.state_type !== "CRASHED") || message === "") return null;
  return (
    <div
      role="alert"
      data-tone={stateLook(task.state_type, task.state_name).tone}
      className="border-b border-tone/40 bg-tone-tint px-6 py-2.5 max-sm:px-3"
    >
      <p className="font-mono text-xs leading-5 font-medium break-words whitespace-pre-wrap text-tone-text">
        {message}
      </p>
    </div>
  );
}
