import type { ReceivedEvent } from "@weir/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { SearchX } from "lucide-react";
import type { ReactElement } from "react";
import { eventQuery, eventsAboutQuery } from "../../data/events.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { Detail } from "../../ui/detail.tsx";
import { LINK } from "../../ui/facts.tsx";
import { Json } from "../../ui/json.tsx";
import { Failure, Message } from "../../ui/message.tsx";
import { Nothing, Section } from "../../ui/section.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { EventList } from "./event-list.tsx";
import { ResourceLink } from "./resource-link.tsx";
import { resourceId } from "./resource.ts";

const route = getRouteApi("/events/$id");

export function EventPage(): ReactElement {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(eventQuery(id));
  useTitle(data?.event);
  useLiveTopics(["events"]);
  if (data) return <EventDetail event={data} />;
  if (data === null || (error && "status" in error && error.status === 422))
    return (
      <Message icon={SearchX} title="There is no such event">
        <p className="text-ink-2">It may be older than what the server keeps.</p>
        <Link to="/events" className={LINK}>
          All events
        </Link>
      </Message>
    );
  return error ? <Failure error={error} retry={() => void refetch()} /> : <div aria-busy className="h-full" />;
}

function EventDetail({ event }: { readonly event: ReceivedEvent }): ReactElement {
  const about = resourceId(event.resource);
  const others = useQuery(eventsAboutQuery(about));
  const rest = others.data?.filter(({ id }) => id !== event.id).slice(0, 20);
  return (
    <Detail
      title={event.event}
      beside={<CopyButton text={event.id} label="Copy the event's id" className="-my-1" />}
      story={
        <>
          About <ResourceLink resource={event.resource} />, <When at={event.occurred} as="relative" />, at{" "}
          <When at={event.occurred} />.
          {event.follows && (
            <>
              {" "}
              It follows{" "}
              <Link to="/events/$id" params={{ id: event.follows }} className={LINK}>
                another event
              </Link>
              .
            </>
          )}
        </>
      }
    >
      <Section title="Related">
        {event.related?.length ? (
          <dl className="grid grid-cols-[minmax(6rem,max-content)_minmax(0,1fr)] gap-x-6 gap-y-1.5 px-6 max-sm:px-3">
            {event.related.map((resource, index) => (
              <div key={index} className="col-span-2 grid grid-cols-subgrid border-b border-line/60 pb-1.5">
                <dt className="text-ink-2">{resource["prefect.resource.role"]}</dt>
                <dd className="min-w-0 [overflow-wrap:anywhere]">
                  <ResourceLink resource={resource} />
                </dd>
              </div>
            ))}
          </dl>
        ) : (
          <Nothing>Nothing else.</Nothing>
        )}
      </Section>
      <Section
        title="The whole event"
        more={<CopyButton text={JSON.stringify(event, null, 2)} label="Copy as JSON" className="-my-2" />}
      >
        <div className="px-6 max-sm:px-3">
          <div className="overflow-x-auto rounded-xl border bg-panel px-4 py-3">
            <Json value={event} />
          </div>
        </div>
      </Section>
      <Section
        title="Others about the same"
        more={
          <Link to="/events" search={{ q: `resource:${about}` }} className={LINK}>
            All of them
          </Link>
        }
      >
        {rest && (rest.length > 0 ? <EventList events={rest} /> : <Nothing>None.</Nothing>)}
      </Section>
    </Detail>
  );
}
