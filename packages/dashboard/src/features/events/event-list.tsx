import type { ReceivedEvent } from "@weir/contract";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { ROW_LINK, Table } from "../../ui/table.tsx";
import { When } from "../../ui/time.tsx";
import { resourceName } from "./resource.ts";

const HEAD = [
  { label: "Event" },
  { label: "About", className: "max-sm:hidden" },
  { label: "When", className: "text-right" },
];

/** A few events, for the pages of what they are about. */
export function EventList({ events }: { readonly events: readonly ReceivedEvent[] }): ReactElement {
  return (
    <Table label="Events" head={HEAD}>
      {events.map((event) => (
        <tr key={event.id}>
          <td className="font-mono text-xs [overflow-wrap:anywhere]">
            <Link to="/events/$id" params={{ id: event.id }} className={ROW_LINK}>
              {event.event}
            </Link>
          </td>
          <td className="text-ink-2 [overflow-wrap:anywhere] max-sm:hidden">{resourceName(event.resource)}</td>
          <td className="text-right text-ink-2">
            <When at={event.occurred} as="relative" />
          </td>
        </tr>
      ))}
    </Table>
  );
}
