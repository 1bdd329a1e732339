import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Server } from "lucide-react";
import type { ReactElement } from "react";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { workPoolsQuery } from "../../data/work-pools.ts";
import { Snippet } from "../../ui/copy.tsx";
import { Failure, Message } from "../../ui/message.tsx";
import { ROW_LINK, Table } from "../../ui/table.tsx";
import { useTitle } from "../../ui/title.ts";
import { PoolStatus, Slots } from "./pool-status.tsx";

const HEAD = [
  { label: "Work pool" },
  { label: "Type", className: "max-sm:hidden" },
  { label: "Status" },
  { label: "Runs at work", className: "text-right" },
];

export function WorkPoolsPage(): ReactElement {
  useTitle("Work pools");
  useLiveTopics(["runs"]);
  const { data, error, refetch } = useQuery(workPoolsQuery);
  return (
    <section className="h-full overflow-y-auto" aria-labelledby="page-title" aria-busy={!data}>
      <h1 id="page-title" className="px-6 pt-4 pb-3 text-lg font-semibold tracking-tight max-sm:px-3">
        Work pools
      </h1>
      {error && !data ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data?.length === 0 ? (
        <Message icon={Server} title="No work pools yet">
          <p className="text-ink-2">
            A work pool says where runs of deployments take place; workers take them from it. Make one and start a
            worker:
          </p>
          <div className="flex w-full flex-col gap-2">
            <Snippet code="weir work-pool create my-pool --type process" label="command for a pool" />
            <Snippet code="weir worker start --pool my-pool" label="command for a worker" />
          </div>
        </Message>
      ) : (
        data && (
          <Table label="Work pools" head={HEAD} keys>
            {data.map((pool) => (
              <tr key={pool.id}>
                <td>
                  <Link to="/work-pools/$name" params={{ name: pool.name }} data-row="" className={ROW_LINK}>
                    {pool.name}
                  </Link>{" "}
                  <span className="text-ink-3">{pool.description}</span>
                </td>
                <td className="text-ink-2 max-sm:hidden">{pool.type}</td>
                <td>
                  <PoolStatus paused={pool.is_paused} status={pool.status} />
                </td>
                <td className="text-right">
                  <Slots used={pool.active_slots} limit={pool.concurrency_limit} />
                </td>
              </tr>
            ))}
          </Table>
        )
      )}
    </section>
  );
}
