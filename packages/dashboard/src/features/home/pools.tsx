import type { Overview } from "@weir/contract";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { Nothing } from "../../ui/section.tsx";
import { ROW_LINK, Table } from "../../ui/table.tsx";
import { PoolStatus, Slots } from "../work-pools/pool-status.tsx";

const HEAD = [
  { label: "Pool" },
  { label: "Status" },
  { label: "At work", className: "text-right" },
  { label: "Late", className: "text-right" },
];

export function Pools({ pools }: { readonly pools: Overview["pools"] }): ReactElement {
  if (pools.length === 0) return <Nothing>None: runs take place where they are started.</Nothing>;
  return (
    <Table label="Work pools" head={HEAD}>
      {pools.map((pool) => (
        <tr key={pool.name}>
          <td>
            <Link to="/work-pools/$name" params={{ name: pool.name }} className={ROW_LINK}>
              {pool.name}
            </Link>
          </td>
          <td>
            <PoolStatus paused={pool.is_paused} status={pool.status} />
          </td>
          <td className="text-right text-ink-2">
            <Slots used={pool.active_slots} limit={pool.concurrency_limit} />
          </td>
          <td
            data-tone={pool.late > 0 ? "late" : undefined}
            className={pool.late > 0 ? "num text-right font-medium text-tone-text" : "num text-right text-ink-3"}
          >
            {pool.late}
            <span className="text-ink-3 sm:sr-only"> late</span>
          </td>
        </tr>
      ))}
    </Table>
  );
}
