import { isFinalType } from "@weir/contract/states";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { RunOutline } from "../../data/recent-runs.ts";
import { StateBadge } from "../../ui/state-badge.tsx";
import { ROW_LINK, Table } from "../../ui/table.tsx";
import { Lasted, When } from "../../ui/time.tsx";

const HEAD = [
  { label: "Run" },
  { label: "State" },
  { label: "Start", className: "text-right" },
  { label: "Duration", className: "text-right max-sm:hidden" },
];

/** A few runs, for pages of what they belong to. */
export function RunList({
  rows,
  label,
}: {
  readonly rows: readonly RunOutline[];
  readonly label: string;
}): ReactElement {
  return (
    <Table label={label} head={HEAD}>
      {rows.map((run) => (
        <tr key={run.id}>
          <td>
            <Link to="/runs/$id" params={{ id: run.id }} className={ROW_LINK}>
              {run.name}
            </Link>
          </td>
          <td>
            <StateBadge type={run.state_type} name={run.state_name} />
          </td>
          <td className="text-right text-ink-2">
            <When at={run.start_time ?? run.expected_start_time} as="relative" />
          </td>
          <td className="text-right font-medium max-sm:hidden">
            <Lasted from={run.start_time} to={run.end_time} live={!isFinalType(run.state_type)} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
