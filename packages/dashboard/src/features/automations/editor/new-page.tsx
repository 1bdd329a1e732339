import type { AutomationCreate } from "@weir/contract";
import { READY_MADE } from "@weir/contract/ready-made";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type ReactElement, useMemo, useRef } from "react";
import { api } from "../../../data/api.ts";
import { choicesQuery } from "../../../data/automation-choices.ts";
import { blank, ofTemplate } from "../../../data/automation-draft.ts";
import { automationKeys } from "../../../data/automations.ts";
import { useTitle } from "../../../ui/title.ts";
import { toast } from "../../../ui/toast.ts";
import { Editor } from "./editor.tsx";
import { Select } from "./typed-inputs.tsx";

const route = getRouteApi("/automations/new");

export function NewAutomationPage(): ReactElement {
  const { template, flow, deployment } = route.useSearch();
  const navigate = useNavigate();
  const client = useQueryClient();
  const notifiers = useQuery(choicesQuery("notifier"));
  const deployments = useQuery(choicesQuery("deployment"));
  const made = useRef<string>(undefined);
  useTitle("New automation");
  const isReady =
    template === undefined || (!notifiers.isPending && (deployment === undefined || !deployments.isPending));
  const block = notifiers.data?.length === 1 ? notifiers.data[0]!.id : undefined;
  const label =
    deployment === undefined ? flow : (deployments.data?.find(({ id }) => id === deployment)?.label ?? deployment);
  const initial = useMemo(
    () => (template && ofTemplate(template, { flow, deploymentId: deployment, label }, block)) || blank(),
    [template, flow, deployment, label, block],
  );
  if (!isReady) return <div aria-busy className="h-full" />;
  return (
    <Editor
      key={JSON.stringify([template, flow, deployment])}
      title="New automation"
      label="Create"
      initial={initial}
      intro={<StartFrom />}
      save={async (value) => {
        const automation = await api.automations.create(value as AutomationCreate);
        made.current = automation.id;
        toast(`${automation.name} is there.`);
        await client.invalidateQueries({ queryKey: automationKeys.all });
      }}
      leave={() =>
        made.current === undefined
          ? navigate({ to: "/automations" })
          : navigate({ to: "/automations/$id", params: { id: made.current } })
      }
    />
  );
}

/** A ready-made automation to begin with, and what it is to be about. */
function StartFrom(): ReactElement {
  const { template, flow, deployment } = route.useSearch();
  const navigate = route.useNavigate();
  const made = READY_MADE.find(({ name }) => name === template);
  const flows = useQuery(choicesQuery("flow"));
  const deployments = useQuery(choicesQuery("deployment"));
  const about = deployment !== undefined ? `deployment:${deployment}` : flow !== undefined ? `flow:${flow}` : "";
  const choose = (next: string): void => {
    const [kind, ...rest] = next.split(":");
    void navigate({ search: { template, ...(next !== "" && { [kind!]: rest.join(":") }) } });
  };
  return (
    <div className="grid grid-cols-2 gap-3 rounded-xl bg-sunken p-3 max-sm:grid-cols-1">
      <Select
        label="Start from"
        value={made?.name ?? ""}
        onChange={(next) => void navigate({ search: next ? { template: next } : {} })}
        hint={
          made ? `It notifies when ${made.description}.` : "Ready-made ones notify of what most people want to know."
        }
      >
        <option value="">Nothing: an automation of your own</option>
        {READY_MADE.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Select>
      {made?.ofRuns && (
        <Select
          label="About"
          value={about}
          onChange={choose}
          error={made.needsScope && about === "" ? "Choose a flow or a deployment: it is about one." : undefined}
        >
          <option value="">All runs</option>
          <optgroup label="Runs of a flow">
            {flows.data?.map((choice) => (
              <option key={choice.id} value={`flow:${choice.label}`}>
                {choice.label}
              </option>
            ))}
          </optgroup>
          <optgroup label="Runs of a deployment">
            {deployments.data?.map((choice) => (
              <option key={choice.id} value={`deployment:${choice.id}`}>
                {choice.label}
              </option>
            ))}
          </optgroup>
        </Select>
      )}
    </div>
  );
}
