import type { Automation } from "@weir/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { CirclePause, CirclePlay, Pencil, Trash2 } from "lucide-react";
import { type ReactElement, useState } from "react";
import { api } from "../../data/api.ts";
import { actionText, triggerText } from "../../data/automation-text.ts";
import { automationKeys, automationQuery } from "../../data/automations.ts";
import { eventsAboutQuery } from "../../data/events.ts";
import { useLiveTopics } from "../../data/live/use-live.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { Absent, Detail } from "../../ui/detail.tsx";
import { Json } from "../../ui/json.tsx";
import { OnOff } from "../../ui/on-off.tsx";
import { Nothing, Section } from "../../ui/section.tsx";
import { Tags } from "../../ui/tags.tsx";
import { useTitle } from "../../ui/title.ts";
import { toast } from "../../ui/toast.ts";
import { History } from "./history.tsx";
import { RehearsalPanel } from "./rehearsal-panel.tsx";

const route = getRouteApi("/automations/$id");

export function AutomationPage(): ReactElement {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(automationQuery(id));
  useTitle(data?.name);
  useLiveTopics(["events"]);
  const gone = error && "status" in error && error.status === 404;
  if (data && !gone) return <AutomationDetail automation={data} />;
  return (
    <Absent
      title="There is no such automation"
      to="/automations"
      all="All automations"
      error={error}
      retry={() => void refetch()}
    />
  );
}

function AutomationDetail({ automation }: { readonly automation: Automation }): ReactElement {
  const { id, name, description, trigger } = automation;
  const doings = [
    ...automation.actions.map(actionText),
    ...automation.actions_on_trigger.map((action) => `${actionText(action)}, because it has fired`),
    ...automation.actions_on_resolve.map((action) => `${actionText(action)}, when it is resolved`),
  ];
  const events = useQuery(eventsAboutQuery(`prefect.automation.${id}`));
  return (
    <Detail
      title={name}
      beside={
        <>
          <OnOff enabled={automation.enabled} />
          <Tags tags={automation.tags} most={8} />
          <CopyButton text={id} label="Copy the automation's id" className="-my-1" />
        </>
      }
      actions={<Actions automation={automation} />}
      story={description || "It has no description."}
    >
      <Section title="Fires">
        <p className="px-6 first-letter:uppercase max-sm:px-3">{triggerText(trigger)}.</p>
      </Section>
      <Section title="Does">
        {doings.length === 0 && <Nothing>Nothing: it has no actions.</Nothing>}
        <ul className="flex list-disc flex-col gap-1 pr-6 pl-10">
          {doings.map((text, index) => (
            <li key={index}>{text}</li>
          ))}
        </ul>
      </Section>
      <Section title="Tried on past events" more="What it would have done, without doing it">
        <RehearsalPanel trigger={trigger} />
      </Section>
      <Section title="What it has done" more="As far as its last 50 events tell">
        {events.data && <History events={events.data} />}
      </Section>
      <Section
        title="The whole automation"
        more={<CopyButton text={JSON.stringify(automation, null, 2)} label="Copy as JSON" className="-my-2" />}
      >
        <div className="px-6 max-sm:px-3">
          <div className="overflow-x-auto rounded-xl border bg-panel px-4 py-3">
            <Json value={automation} />
          </div>
        </div>
      </Section>
    </Detail>
  );
}

function Actions({ automation: { id, name, enabled } }: { readonly automation: Automation }): ReactElement {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const turn = async (): Promise<void> => {
    try {
      await api.automations.setEnabled({ id }, { enabled: !enabled });
      await client.invalidateQueries({ queryKey: automationKeys.all });
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error), "bad");
    }
  };
  const remove = async (): Promise<void> => {
    await api.automations.delete({ id });
    toast(`${name} is deleted.`);
    await navigate({ to: "/automations" });
    client.removeQueries({ queryKey: automationKeys.one(id) });
    await client.invalidateQueries({ queryKey: automationKeys.all });
  };
  return (
    <>
      <Link to="/automations/$id/edit" params={{ id }} className={buttonClass("outline", "h-7")}>
        <Pencil aria-hidden className="size-3.5" />
        Edit
      </Link>
      <Button className="h-7" onClick={() => void turn()}>
        {enabled ? <CirclePause aria-hidden className="size-3.5" /> : <CirclePlay aria-hidden className="size-3.5" />}
        {enabled ? "Turn off" : "Turn on"}
      </Button>
      <Button className="h-7" onClick={() => setAsking(true)}>
        <Trash2 aria-hidden className="size-3.5" />
        Delete
      </Button>
      {asking && (
        <Confirm
          title={`Delete ${name}?`}
          means="It does nothing from then on, and what it has counted is forgotten."
          label="Delete"
          act={remove}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
