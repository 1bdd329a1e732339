import type { EventMention, Rehearsal } from "@weir/contract";
import { formatTime } from "@weir/contract/time";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { type ReactElement, useState } from "react";
import { api } from "../../data/api.ts";
import { Button } from "../../ui/button.tsx";
import { Refused } from "../../ui/confirm.tsx";
import { INPUT } from "../../ui/field.tsx";
import { ROW_LINK, Table } from "../../ui/table.tsx";
import { When } from "../../ui/time.tsx";

const SPANS = [
  { label: "the last hour", seconds: 3600 },
  { label: "the last day", seconds: 86_400 },
  { label: "the last 7 days", seconds: 604_800 },
] as const;

/** Tries a trigger on the events that the server still has. */
export function RehearsalPanel({ trigger }: { readonly trigger: unknown }): ReactElement {
  const [seconds, setSeconds] = useState<number>(SPANS[1].seconds);
  const { data, error, isPending, mutate } = useMutation({
    mutationFn: (): Promise<Rehearsal> =>
      api.automations.rehearse({ trigger, since: formatTime((Date.now() - seconds * 1000) * 1000) }),
  });
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2 px-6 max-sm:px-3">
        <label className="flex items-center gap-2">
          <span className="whitespace-nowrap text-ink-2">Events of</span>
          <select
            className={`${INPUT} w-auto`}
            value={seconds}
            onChange={(event) => setSeconds(Number(event.target.value))}
          >
            {SPANS.map((span) => (
              <option key={span.seconds} value={span.seconds}>
                {span.label}
              </option>
            ))}
          </select>
        </label>
        <Button disabled={isPending} onClick={() => mutate()}>
          <FlaskConical aria-hidden className="size-3.5" />
          Try it
        </Button>
        <p role="status" className="text-ink-2">
          {isPending ? "Reading events …" : data && summaryOf(data)}
        </p>
      </div>
      {error && (
        <div className="px-6 max-sm:px-3">
          <Refused reason={error.message} />
        </div>
      )}
      {data && <Firings firings={data.firings} />}
      {data && <NearMisses misses={data.near_misses} />}
    </div>
  );
}

function summaryOf({ firing_count: fired, matched, events, is_cut }: Rehearsal): string {
  const times =
    fired === 0
      ? "It would not have fired"
      : fired === 1
        ? "It would have fired once"
        : `It would have fired ${fired.toLocaleString()} times`;
  const counted = `${matched.toLocaleString()} of ${events.toLocaleString()} events counted.`;
  return `${times}: ${counted}${is_cut ? " There were more than are read at once: try a shorter time." : ""}`;
}

const Mention = ({ event }: { readonly event: EventMention }): ReactElement => (
  <Link to="/events/$id" params={{ id: event.id }} className={`font-mono text-xs ${ROW_LINK}`}>
    {event.event}
  </Link>
);

const about = ({ resource_name, resource_id }: EventMention): string => resource_name ?? resource_id;

const FIRING_HEAD = [
  { label: "It would have fired" },
  { label: "Because of" },
  { label: "About", className: "max-sm:hidden" },
  { label: "Events", className: "text-right" },
];

function Firings({ firings }: Pick<Rehearsal, "firings">): ReactElement | null {
  if (firings.length === 0) return null;
  return (
    <Table label="Firings" head={FIRING_HEAD}>
      {firings.map(({ triggered, event, events }) => (
        <tr key={`${triggered} ${event?.id}`}>
          <td>
            <When at={triggered} />
          </td>
          <td className="[overflow-wrap:anywhere]">
            {event ? <Mention event={event} /> : "nothing: what was expected did not come"}
          </td>
          <td className="text-ink-2 [overflow-wrap:anywhere] max-sm:hidden">{event && about(event)}</td>
          <td className="num text-right text-ink-2">{events.length}</td>
        </tr>
      ))}
    </Table>
  );
}

const MISS_HEAD = [
  { label: "It would have fired" },
  { label: "But, for example" },
  { label: "Event", className: "max-sm:hidden" },
];

function NearMisses({ misses }: { readonly misses: Rehearsal["near_misses"] }): ReactElement | null {
  if (misses.length === 0) return null;
  return (
    <Table label="Near misses" head={MISS_HEAD}>
      {misses.map(({ condition, place, count, examples: [example] }) => (
        <tr key={`${place} ${condition}`}>
          <td className="num w-40 whitespace-nowrap text-ink-2">
            {count === 1 ? "nearly once" : `nearly ${count.toLocaleString()} times`}
          </td>
          <td className="[overflow-wrap:anywhere]">
            {example?.detail}
            {place !== "trigger" && <span className="ml-2 font-mono text-xs text-ink-3">{place}</span>}
          </td>
          <td className="[overflow-wrap:anywhere] max-sm:hidden">
            {example?.event && <Mention event={example.event} />}
          </td>
        </tr>
      ))}
    </Table>
  );
}
