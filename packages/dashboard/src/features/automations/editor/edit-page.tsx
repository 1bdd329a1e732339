import type { Automation, AutomationUpdate } from "@weir/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { api } from "../../../data/api.ts";
import { ofAutomation } from "../../../data/automation-draft.ts";
import { automationKeys, automationQuery } from "../../../data/automations.ts";
import { Absent } from "../../../ui/detail.tsx";
import { useTitle } from "../../../ui/title.ts";
import { toast } from "../../../ui/toast.ts";
import { Editor } from "./editor.tsx";

const route = getRouteApi("/automations/$id/edit");

export function EditAutomationPage(): ReactElement {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(automationQuery(id));
  useTitle(data && `Edit ${data.name}`);
  if (data) return <EditAutomation key={id} automation={data} />;
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

function EditAutomation({ automation }: { readonly automation: Automation }): ReactElement {
  // As it was when it was opened: what is typed must not be lost when it is read again.
  const [opened] = useState(automation);
  const [initial] = useState(() => ofAutomation(opened));
  const client = useQueryClient();
  const navigate = useNavigate();
  const { id } = opened;
  return (
    <Editor
      title={`Edit ${opened.name}`}
      label="Save"
      initial={initial}
      intro={
        automation.updated !== opened.updated && (
          <p role="status" data-tone="late" className="rounded-lg bg-tone-tint px-3 py-2 text-tone-text">
            Somebody else has changed it since you opened it. Saving replaces that.
          </p>
        )
      }
      save={async (value) => {
        await api.automations.update({ id }, value as AutomationUpdate);
        toast(`${String(value["name"])} is saved.`);
        await client.invalidateQueries({ queryKey: automationKeys.all });
      }}
      leave={() => navigate({ to: "/automations/$id", params: { id } })}
    />
  );
}
