import type { DeploymentResponse } from "@weir/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { CirclePause, CirclePlay, Play, SlidersHorizontal, Trash2 } from "lucide-react";
import { type ReactElement, useState } from "react";
import { api } from "../../data/api.ts";
import { deploymentKeys } from "../../data/deployments.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { toast } from "../../ui/toast.ts";
import { RunDialog } from "./run-dialog.tsx";

export function DeploymentActions({ deployment }: { readonly deployment: DeploymentResponse }): ReactElement {
  const { id, name, paused } = deployment;
  const [open, setOpen] = useState<"run" | "delete">();
  const client = useQueryClient();
  const navigate = useNavigate();
  const close = (): void => setOpen(undefined);

  const attempt = async (what: () => Promise<void>): Promise<void> => {
    try {
      await what();
      await client.invalidateQueries({ queryKey: deploymentKeys.all });
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error), "bad");
    }
  };
  const quickRun = async (): Promise<void> => {
    const run = await api.deployments.createFlowRun({ id }, { state: { type: "SCHEDULED", name: "Scheduled" } });
    toast(`${run.name} is scheduled.`);
    await navigate({ to: "/runs/$id", params: { id: run.id } });
  };
  const pauseOrResume = async (): Promise<void> => {
    await (paused ? api.deployments.resume({ id }) : api.deployments.pause({ id }));
    toast(paused ? `${name} goes on.` : `${name} is paused: its schedules make no runs.`);
  };
  return (
    <div role="group" aria-label="Actions" className="flex flex-wrap gap-1.5">
      <Button look="solid" className="h-7" onClick={() => void attempt(quickRun)}>
        <Play aria-hidden className="size-3.5" />
        Quick run
      </Button>
      <Button className="h-7" onClick={() => setOpen("run")}>
        <SlidersHorizontal aria-hidden className="size-3.5" />
        Custom run
      </Button>
      <Button className="h-7" onClick={() => void attempt(pauseOrResume)}>
        {paused ? <CirclePlay aria-hidden className="size-3.5" /> : <CirclePause aria-hidden className="size-3.5" />}
        {paused ? "Resume" : "Pause"}
      </Button>
      <Button className="h-7" onClick={() => setOpen("delete")}>
        <Trash2 aria-hidden className="size-3.5" />
        Delete
      </Button>
      {open === "run" && <RunDialog deployment={deployment} onClose={close} />}
      {open === "delete" && (
        <Confirm
          title={`Delete ${name}?`}
          means="Its schedules go with it, and runs that have not begun. Runs that have begun stay. This cannot be undone."
          label="Delete it"
          onClose={close}
          act={async () => {
            await api.deployments.delete({ id });
            toast(`${name} is deleted.`);
            await client.invalidateQueries({ queryKey: ["deployments", "list"] });
            await navigate({ to: "/deployments" });
          }}
        />
      )}
    </div>
  );
}
