import type { WorkerResponse, WorkPoolResponse, WorkQueueResponse } from "@weir/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { CircleCheck, CirclePause, CirclePlay, CircleX, SearchX } from "lucide-react";
import type { ReactElement } from "react";
import { api } from "../../data/api.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { workersQuery, workPoolKeys, workPoolQuery, workQueuesQuery } from "../../data/work-pools.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Failure, Message } from "../../ui/message.tsx";
import { Section } from "../../ui/section.tsx";
import { Table } from "../../ui/table.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { toast } from "../../ui/toast.ts";
import { LimitEditor } from "./limit-editor.tsx";
import { PoolStatus, Slots } from "./pool-status.tsx";

const route = getRouteApi("/work-pools/$name");

export function WorkPoolPage(): ReactElement {
  const { name } = route.useParams();
  const { data, error, refetch } = useQuery(workPoolQuery(name));
  useTitle(name);
  useLiveTopics(["runs"]);
  if (error && "status" in error && error.status === 404)
    return (
      <Message icon={SearchX} title="There is no such work pool">
        <Link to="/work-pools" className="font-medium text-accent hover:underline">
          All work pools
        </Link>
      </Message>
    );
  if (data) return <Pool pool={data} />;
  return error ? <Failure error={error} retry={() => void refetch()} /> : <div aria-busy className="h-full" />;
}

/** Does it and reads the pool again, or says why it could not be done. */
function useAttempt(): (what: () => Promise<unknown>) => Promise<void> {
  const client = useQueryClient();
  return async (what) => {
    try {
      await what();
      await client.invalidateQueries({ queryKey: workPoolKeys.all });
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error), "bad");
    }
  };
}

function Pool({ pool }: { readonly pool: WorkPoolResponse }): ReactElement {
  const { name, is_paused: paused = false } = pool;
  const attempt = useAttempt();
  const queues = useQuery(workQueuesQuery(name));
  const workers = useQuery(workersQuery(name));
  return (
    <article className="h-full overflow-y-auto pb-8" tabIndex={0} aria-label={name}>
      <header className="flex flex-col gap-1.5 border-b bg-panel px-6 pt-4 pb-3.5 max-sm:px-3">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1 className="min-w-0 truncate text-lg font-semibold tracking-tight">{name}</h1>
          <PoolStatus paused={paused} status={pool.status} />
          <div role="group" aria-label="Actions" className="ml-auto flex flex-wrap items-center gap-3 max-sm:ml-0">
            <LimitEditor
              limit={pool.concurrency_limit}
              of={name}
              onLimit={(concurrency_limit) => attempt(() => api.workPools.update({ name }, { concurrency_limit }))}
            />
            <PauseButton
              paused={paused}
              of={name}
              onPause={(is_paused) => attempt(() => api.workPools.update({ name }, { is_paused }))}
            />
          </div>
        </div>
        <p className="text-ink-2">
          Type {pool.type}. Runs at work: <Slots used={pool.active_slots} limit={pool.concurrency_limit} />.{" "}
          {pool.description}
        </p>
      </header>
      <Section title="Queues" more="Those with the lowest number are served first">
        <Queues pool={name} rows={queues.data ?? []} />
      </Section>
      <Section title="Workers">
        {workers.data?.length === 0 ? (
          <div className="max-w-2xl px-6 max-sm:px-3">
            <p className="pb-2 text-ink-2">No worker has asked for work. Start one:</p>
            <Snippet code={`weir worker start --pool ${quoted(name)}`} label="command for a worker" />
          </div>
        ) : (
          <Workers rows={workers.data ?? []} />
        )}
      </Section>
    </article>
  );
}

/** As a shell takes it. */
const quoted = (name: string): string => (/^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`);

interface PauseButtonProps {
  readonly paused: boolean;
  readonly of: string;
  readonly onPause: (paused: boolean) => Promise<void>;
}

function PauseButton({ paused, of, onPause }: PauseButtonProps): ReactElement {
  const Icon = paused ? CirclePlay : CirclePause;
  const label = paused ? "Resume" : "Pause";
  return (
    <Button className="h-7" aria-label={`${label} ${of}`} onClick={() => void onPause(!paused)}>
      <Icon aria-hidden className="size-3.5" />
      {label}
    </Button>
  );
}

const QUEUE_HEAD = [
  { label: "Queue" },
  { label: "Status" },
  { label: "Priority", className: "text-right" },
  { label: "Runs at work", className: "text-right max-sm:hidden" },
  { label: "Last asked", className: "text-right max-lg:hidden" },
  { label: "Actions", className: "text-right" },
];

function Queues({ pool, rows }: { readonly pool: string; readonly rows: readonly WorkQueueResponse[] }): ReactElement {
  const attempt = useAttempt();
  return (
    <Table label="Queues" head={QUEUE_HEAD}>
      {rows.map((queue) => (
        <tr key={queue.id}>
          <td className="font-medium">{queue.name}</td>
          <td>
            <PoolStatus paused={queue.is_paused} status={queue.status} />
          </td>
          <td className="num text-right">{queue.priority}</td>
          <td className="text-right max-sm:hidden">
            <Slots used={queue.active_slots} limit={queue.concurrency_limit} />
          </td>
          <td className="text-right text-ink-2 max-lg:hidden">
            {queue.last_polled ? <When at={queue.last_polled} as="relative" /> : "never"}
          </td>
          <td>
            <div className="flex justify-end">
              <PauseButton
                paused={queue.is_paused ?? false}
                of={`queue ${queue.name}`}
                onPause={(is_paused) =>
                  attempt(() => api.workPools.updateQueue({ work_pool_name: pool, name: queue.name }, { is_paused }))
                }
              />
            </div>
          </td>
        </tr>
      ))}
    </Table>
  );
}

const WORKER_HEAD = [{ label: "Worker" }, { label: "Status" }, { label: "Last heard of", className: "text-right" }];

function Workers({ rows }: { readonly rows: readonly WorkerResponse[] }): ReactElement {
  return (
    <Table label="Workers" head={WORKER_HEAD}>
      {rows.map((worker) => (
        <tr key={worker.id}>
          <td className="font-medium">{worker.name}</td>
          <td>
            {worker.status === "ONLINE" ? (
              <Badge tone="ok" icon={CircleCheck}>
                Online
              </Badge>
            ) : (
              <Badge tone="off" icon={CircleX}>
                Offline
              </Badge>
            )}
          </td>
          <td className="text-right text-ink-2">
            {worker.last_heartbeat_time ? <When at={worker.last_heartbeat_time} as="relative" /> : "never"}
          </td>
        </tr>
      ))}
    </Table>
  );
}
