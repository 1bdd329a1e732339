import type { LimitUse } from "@weir/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Pencil, Trash2, Undo2 } from "lucide-react";
import { type ReactElement, useState } from "react";
import { api } from "../../data/api.ts";
import { holderQuery, limitKeys, limitUseQuery } from "../../data/limits.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Absent, Detail } from "../../ui/detail.tsx";
import { LINK } from "../../ui/facts.tsx";
import { Nothing, Section } from "../../ui/section.tsx";
import { Table } from "../../ui/table.tsx";
import { When } from "../../ui/time.tsx";
import { useTitle } from "../../ui/title.ts";
import { toast } from "../../ui/toast.ts";
import { LimitDialog } from "./limit-dialog.tsx";
import { LimitStatus, SlotBar } from "./limit-status.tsx";

const route = getRouteApi("/limits/$id");

export function LimitPage(): ReactElement {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(limitUseQuery(id));
  useTitle(data?.limit.name);
  useLiveTopics(["events"]);
  const gone = error && "status" in error && error.status === 404;
  if (data && !gone) return <LimitDetail use={data} />;
  return (
    <Absent title="There is no such limit" to="/limits" all="All limits" error={error} retry={() => void refetch()} />
  );
}

function LimitDetail({ use: { limit, holders, waiters } }: { readonly use: LimitUse }): ReactElement {
  const [open, setOpen] = useState<"edit" | "delete">();
  const client = useQueryClient();
  const navigate = useNavigate();
  const close = (): void => setOpen(undefined);
  const remove = async (): Promise<void> => {
    await api.concurrencyLimitsV2.delete({ id_or_name: limit.id });
    toast(`${limit.name} is deleted.`);
    await navigate({ to: "/limits" });
    client.removeQueries({ queryKey: limitKeys.use(limit.id) });
    await client.invalidateQueries({ queryKey: limitKeys.all });
  };
  return (
    <Detail
      title={limit.name}
      beside={<LimitStatus limit={limit} />}
      actions={
        <>
          <Button className="h-7" onClick={() => setOpen("edit")}>
            <Pencil aria-hidden className="size-3.5" />
            Change
          </Button>
          <Button className="h-7" onClick={() => setOpen("delete")}>
            <Trash2 aria-hidden className="size-3.5" />
            Delete
          </Button>
        </>
      }
      story={
        <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <SlotBar limit={limit} />
          {limit.slot_decay_per_second
            ? `${limit.slot_decay_per_second} slots come free per second.`
            : "Slots come free when their holder is done."}
        </span>
      }
    >
      <Section title="Holders" more="Oldest first">
        {holders.length > 0 ? <Holders limit={limit.id} holders={holders} /> : <Nothing>Nobody holds a slot.</Nothing>}
      </Section>
      <Section title="Waiting" more="In the order of their turn">
        {waiters.length > 0 ? <Waiters waiters={waiters} /> : <Nothing>Nobody waits at this server.</Nothing>}
      </Section>
      {open === "edit" && <LimitDialog limit={limit} onClose={close} />}
      {open === "delete" && (
        <Confirm
          title={`Delete ${limit.name}?`}
          means="Whoever asks for a slot of it then passes, and those who wait go on."
          label="Delete"
          act={remove}
          onClose={close}
        />
      )}
    </Detail>
  );
}

const HOLDER_HEAD = [
  { label: "Holder" },
  { label: "Slots", className: "text-right" },
  { label: "Since", className: "text-right max-sm:hidden" },
  { label: "Ends unless renewed", className: "text-right max-lg:hidden" },
  { label: "Actions", className: "text-right" },
];

function Holders({ limit, holders }: { readonly limit: string; readonly holders: LimitUse["holders"] }): ReactElement {
  const [taking, setTaking] = useState<string>();
  const client = useQueryClient();
  return (
    <>
      <Table label="Holders" head={HOLDER_HEAD}>
        {holders.map(({ id, slots, holder, since, expires }) => (
          <tr key={id}>
            <td>
              <Who holder={holder} />
            </td>
            <td className="num text-right">{slots}</td>
            <td className="text-right text-ink-2 max-sm:hidden">
              <When at={since} as="relative" />
            </td>
            <td className="text-right text-ink-2 max-lg:hidden">
              {expires ? <When at={expires} as="relative" /> : "never"}
            </td>
            <td>
              <div className="flex justify-end">
                <Button className="h-7" onClick={() => setTaking(id)}>
                  <Undo2 aria-hidden className="size-3.5" />
                  Take back
                </Button>
              </div>
            </td>
          </tr>
        ))}
      </Table>
      {taking !== undefined && (
        <Confirm
          title="Take these slots back?"
          means="Their holder is not told before it renews them, and may still be at work: then more do so than the limit allows."
          label="Take back"
          act={async () => {
            await api.concurrencySlots.release({ id: taking });
            toast("The slots are free.");
            await client.invalidateQueries({ queryKey: limitKeys.use(limit) });
          }}
          onClose={() => setTaking(undefined)}
        />
      )}
    </>
  );
}

const WAITER_HEAD = [
  { label: "Who" },
  { label: "Slots", className: "text-right" },
  { label: "Priority", className: "text-right max-sm:hidden" },
  { label: "Since", className: "text-right" },
];

function Waiters({ waiters }: { readonly waiters: LimitUse["waiters"] }): ReactElement {
  return (
    <Table label="Waiting" head={WAITER_HEAD}>
      {waiters.map(({ slots, holder, since, priority }, index) => (
        <tr key={index}>
          <td>
            <Who holder={holder} />
          </td>
          <td className="num text-right">{slots}</td>
          <td className="num text-right text-ink-2 max-sm:hidden">{priority}</td>
          <td className="text-right text-ink-2">
            <When at={since} as="relative" />
          </td>
        </tr>
      ))}
    </Table>
  );
}

type Holder = NonNullable<LimitUse["holders"][number]["holder"]>;
const PAGES = { flow_run: "/runs/$id", task_run: "/task-runs/$id", deployment: "/deployments/$id" } as const;
const WORDS = { flow_run: "flow run", task_run: "task run", deployment: "deployment" } as const;

function Who({ holder }: { readonly holder: Holder | null }): ReactElement {
  return holder ? <Named holder={holder} /> : <span className="text-ink-2">somebody who gave no name</span>;
}

function Named({ holder: { type, id } }: { readonly holder: Holder }): ReactElement {
  const { data } = useQuery(holderQuery(type, id));
  return (
    <>
      <Link to={PAGES[type]} params={{ id }} className={LINK}>
        {data ?? id.slice(0, 8)}
      </Link>{" "}
      <span className="text-ink-3">{WORDS[type]}</span>
    </>
  );
}
