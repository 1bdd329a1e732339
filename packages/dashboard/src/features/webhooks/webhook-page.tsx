import type { Webhook, WebhookRequest } from "@weir/contract";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { CirclePause, CirclePlay, Eye, Pencil, RefreshCw, Trash2 } from "lucide-react";
import { type ReactElement, useMemo, useState } from "react";
import { api } from "../../data/api.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { inboxQuery, webhookKeys, webhookQuery } from "../../data/webhooks.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { CopyButton, Snippet } from "../../ui/copy.tsx";
import { Absent, Detail } from "../../ui/detail.tsx";
import { Json } from "../../ui/json.tsx";
import { OnOff } from "../../ui/on-off.tsx";
import { OutcomeFilter } from "../../ui/outcome-filter.tsx";
import { Nothing, Section } from "../../ui/section.tsx";
import { ROW_LINK, Table } from "../../ui/table.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { toast } from "../../ui/toast.ts";
import { OUTCOMES, RequestOutcome } from "./outcome.tsx";
import { RequestDialog } from "./request-dialog.tsx";
import { WebhookDialog } from "./webhook-dialog.tsx";

const route = getRouteApi("/webhooks/$id");

export function WebhookPage(): ReactElement {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(webhookQuery(id));
  useTitle(data?.name);
  useLiveTopics(["events"]);
  const gone = error && "status" in error && error.status === 404;
  if (data && !gone) return <WebhookDetail webhook={data} />;
  return (
    <Absent
      title="There is no such webhook"
      to="/webhooks"
      all="All webhooks"
      error={error}
      retry={() => void refetch()}
    />
  );
}

function storyOf({ preset, has_secret, description }: Webhook): string {
  const says = description === "" ? "" : `${description.replace(/\.?$/, ".")} `;
  if (preset === "plain") return `${says}Whoever knows its address is let in.`;
  return `${says}${has_secret ? `Requests are let in that ${preset} has signed.` : "It has no secret yet: nothing is let in."}`;
}

function WebhookDetail({ webhook }: { readonly webhook: Webhook }): ReactElement {
  const { id, name, enabled, template } = webhook;
  const [url, setUrl] = useState<string>();
  const told = async (reading: Promise<Webhook>): Promise<void> => {
    try {
      setUrl((await reading).url ?? undefined);
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error), "bad");
    }
  };
  return (
    <Detail
      title={name}
      beside={
        <>
          <OnOff enabled={enabled} />
          <CopyButton text={id} label="Copy the webhook's id" className="-my-1" />
        </>
      }
      actions={<Actions webhook={webhook} onMoved={setUrl} />}
      story={storyOf(webhook)}
    >
      <Section title="Address">
        <div className="flex max-w-3xl flex-col items-start gap-2 px-6 max-sm:px-3">
          {url === undefined ? (
            <Button onClick={() => void told(api.webhooks.read({ id }, { include_secrets: true }))}>
              <Eye aria-hidden className="size-3.5" />
              Show the address
            </Button>
          ) : (
            <div className="w-full">
              <Snippet code={url} label="the address" />
            </div>
          )}
          <p className="text-xs text-ink-3">It is a secret, and the audit has a line of who has looked at it.</p>
        </div>
      </Section>
      <Inbox id={id} />
      <Section title="Becomes" more={template === null ? "The sender's usual template" : "Its own template"}>
        {template === null ? (
          <Nothing>What requests of {webhook.preset} senders usually become.</Nothing>
        ) : (
          <div className="px-6 max-sm:px-3">
            <div className="overflow-x-auto rounded-xl border bg-panel px-4 py-3">
              <Json value={template} />
            </div>
          </div>
        )}
      </Section>
    </Detail>
  );
}

const HEAD = [
  { label: "Outcome" },
  { label: "Event or reason" },
  { label: "Bytes", className: "text-right max-sm:hidden" },
  { label: "Received", className: "text-right" },
];

function Inbox({ id }: { readonly id: string }): ReactElement {
  const [outcome, setOutcome] = useState<WebhookRequest["outcome"]>();
  const [shown, setShown] = useState<WebhookRequest>();
  const { data, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(inboxQuery(id, outcome));
  const requests = useMemo(() => data?.pages.flatMap((page) => page.requests), [data]);
  return (
    <Section title="Inbox" more="What was received, the newest first">
      <div className="px-6 pb-3 max-sm:px-3">
        <OutcomeFilter label="Outcome" outcomes={OUTCOMES} value={outcome} onChange={setOutcome} />
      </div>
      {requests?.length === 0 && <Nothing>{outcome ? "None of these." : "Nothing was received yet."}</Nothing>}
      {requests && requests.length > 0 && (
        <Table label="Inbox" head={HEAD}>
          {requests.map((request) => (
            <tr key={request.id}>
              <td className="w-32">
                <RequestOutcome outcome={request.outcome} />
              </td>
              <td className="[overflow-wrap:anywhere]">
                <button type="button" className={`${ROW_LINK} text-left`} onClick={() => setShown(request)}>
                  {request.event ?? request.reason}
                </button>
                {request.replay_of !== null && <span className="ml-2 text-xs text-ink-3">replay</span>}
              </td>
              <td className="num text-right text-ink-2 max-sm:hidden">{request.size.toLocaleString()}</td>
              <td className="text-right text-ink-2">
                <When at={request.received} as="relative" />
              </td>
            </tr>
          ))}
        </Table>
      )}
      {hasNextPage && (
        <div className="px-6 pt-3 max-sm:px-3">
          <Button disabled={isFetching} onClick={() => void fetchNextPage()}>
            Older ones
          </Button>
        </div>
      )}
      {shown && <RequestDialog request={shown} onClose={() => setShown(undefined)} />}
    </Section>
  );
}

interface ActionsProps {
  readonly webhook: Webhook;
  /** It has another address. */
  readonly onMoved: (url: string | undefined) => void;
}

function Actions({ webhook, onMoved }: ActionsProps): ReactElement {
  const { id, name, enabled } = webhook;
  const [open, setOpen] = useState<"edit" | "rotate" | "delete">();
  const client = useQueryClient();
  const navigate = useNavigate();
  const close = (): void => setOpen(undefined);
  const turn = async (): Promise<void> => {
    try {
      await api.webhooks.update({ id }, { enabled: !enabled });
      await client.invalidateQueries({ queryKey: webhookKeys.all });
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error), "bad");
    }
  };
  const rotate = async (): Promise<void> => {
    const { url } = await api.webhooks.rotate({ id });
    onMoved(url ?? undefined);
    toast(`${name} has another address.`);
  };
  const remove = async (): Promise<void> => {
    await api.webhooks.delete({ id });
    toast(`${name} is deleted.`);
    await navigate({ to: "/webhooks" });
    client.removeQueries({ queryKey: webhookKeys.one(id) });
    await client.invalidateQueries({ queryKey: webhookKeys.all });
  };
  return (
    <>
      <Button onClick={() => setOpen("edit")}>
        <Pencil aria-hidden className="size-3.5" />
        Change
      </Button>
      <Button onClick={() => void turn()}>
        {enabled ? <CirclePause aria-hidden className="size-3.5" /> : <CirclePlay aria-hidden className="size-3.5" />}
        {enabled ? "Turn off" : "Turn on"}
      </Button>
      <Button onClick={() => setOpen("rotate")}>
        <RefreshCw aria-hidden className="size-3.5" />
        New address
      </Button>
      <Button onClick={() => setOpen("delete")}>
        <Trash2 aria-hidden className="size-3.5" />
        Delete
      </Button>
      {open === "edit" && <WebhookDialog webhook={webhook} onClose={close} />}
      {open === "rotate" && (
        <Confirm
          title={`Give ${name} another address?`}
          means="The one it has ends at once: its sender has to be told."
          label="New address"
          act={rotate}
          onClose={close}
        />
      )}
      {open === "delete" && (
        <Confirm
          title={`Delete ${name}?`}
          means="Its address ends, and its inbox is gone. The events stay."
          label="Delete"
          act={remove}
          onClose={close}
        />
      )}
    </>
  );
}
