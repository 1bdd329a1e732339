import type { WebhookRequest } from "@weir/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { RotateCcw } from "lucide-react";
import { type ReactElement, useState } from "react";
import { api } from "../../data/api.ts";
import { requestQuery, webhookKeys } from "../../data/webhooks.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Json } from "../../ui/json.tsx";
import { When } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.ts";
import { RequestOutcome } from "./outcome.tsx";

interface RequestDialogProps {
  readonly request: WebhookRequest;
  readonly onClose: () => void;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** A request as it was received, and what to do about it. */
export function RequestDialog({ request, onClose }: RequestDialogProps): ReactElement {
  const { id, outcome, reason, event, event_id, received, origin, size, delivery } = request;
  const { data, error } = useQuery(requestQuery(id));
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();
  const replay = async (): Promise<void> => {
    setBusy(true);
    try {
      const taken = await api.webhooks.replay({ id });
      if (taken.outcome === "accepted") toast(`It became ${taken.event}.`);
      else toast(taken.reason ?? taken.outcome, "bad");
      await client.invalidateQueries({ queryKey: webhookKeys.all });
      onClose();
    } catch (failed) {
      toast(failed instanceof Error ? failed.message : String(failed), "bad");
      setBusy(false);
    }
  };
  return (
    <Dialog title="Request" onClose={onClose} className="w-[min(46rem,calc(100vw-1.5rem))]">
      <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 py-2">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <RequestOutcome outcome={outcome} />
          {event_id !== null ? (
            <Link to="/events/$id" params={{ id: event_id }} className="font-mono text-xs text-accent hover:underline">
              {event}
            </Link>
          ) : (
            <span className="text-ink-2 [overflow-wrap:anywhere]">{reason}</span>
          )}
        </div>
        <div className="-mx-6 -mt-4 max-sm:-mx-3">
          <Facts>
            <Fact name="Received">
              <When at={received} />
            </Fact>
            <Fact name="From">{origin}</Fact>
            <Fact name="Size">{size.toLocaleString()} bytes</Fact>
            {delivery !== null && <Fact name="Delivery">{delivery}</Fact>}
          </Facts>
        </div>
        {error && <p className="text-ink-2">{error.message}</p>}
        {data && (
          <>
            <Part title="Body" copy={data.body}>
              <Json value={data.body_encoding === "text" ? parsed(data.body) : data.body} />
            </Part>
            <Part title="Headers" copy={JSON.stringify(data.headers, null, 2)}>
              <Json value={data.headers} />
            </Part>
          </>
        )}
      </div>
      <div className="flex justify-end gap-2 px-5 pt-3 pb-4">
        <Button onClick={onClose}>Close</Button>
        <Button look="solid" disabled={busy} onClick={() => void replay()}>
          <RotateCcw aria-hidden className="size-3.5" />
          Replay
        </Button>
      </div>
    </Dialog>
  );
}

function Part({
  title,
  copy,
  children,
}: {
  readonly title: string;
  readonly copy: string;
  readonly children: ReactElement;
}): ReactElement {
  return (
    <section aria-label={title} className="flex flex-col gap-1">
      <div className="flex items-center gap-1">
        <h3 className="font-medium">{title}</h3>
        <CopyButton text={copy} label={`Copy the ${title.toLowerCase()}`} className="-my-2" />
      </div>
      <div
        tabIndex={0}
        aria-label={title}
        role="group"
        className="max-h-72 overflow-auto rounded-xl border bg-sunken px-4 py-3"
      >
        {children}
      </div>
    </section>
  );
}
