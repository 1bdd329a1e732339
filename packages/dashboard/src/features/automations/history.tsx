import type { ReceivedEvent } from "@weir/contract";
import { tellsOfFiring, whatHappened, whyItHappened } from "@weir/contract/firing-history";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { Nothing } from "../../ui/section.tsx";
import { ROW_LINK, Table } from "../../ui/table.tsx";
import { When } from "../../ui/time.tsx";

const HEAD = [{ label: "What" }, { label: "Because of" }, { label: "When", className: "text-right" }];

/** When an automation has fired and because of what, and what became of its actions. */
export function History({ events }: { readonly events: readonly ReceivedEvent[] }): ReactElement {
  const told = events.filter(tellsOfFiring);
  if (told.length === 0) return <Nothing>It has not fired yet.</Nothing>;
  return (
    <Table label="History" head={HEAD}>
      {told.map((event) => (
        <tr key={event.id}>
          <td className="whitespace-nowrap max-sm:whitespace-normal">
            <Link
              to="/events/$id"
              params={{ id: event.id }}
              className={`inline-block first-letter:uppercase ${ROW_LINK}`}
            >
              {whatHappened(event)}
            </Link>
          </td>
          <td className="text-ink-2 [overflow-wrap:anywhere]">{whyItHappened(event)}</td>
          <td className="text-right text-ink-2">
            <When at={event.occurred} as="relative" />
          </td>
        </tr>
      ))}
    </Table>
  );
}
