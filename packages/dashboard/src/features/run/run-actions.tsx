import type { FlowRunResponse } from "@weir/contract";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Ban, CirclePause, CirclePlay, GitCompareArrows, type LucideIcon, RotateCw, Trash2 } from "lucide-react";
import { type ReactElement, useState } from "react";
import { flowRunKeys } from "../../data/flow-runs.ts";
import { act, refusal, type RunAction } from "../../data/run-actions.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { toast } from "../../ui/toast.ts";

interface Words {
  readonly label: string;
  readonly icon: LucideIcon;
  /** What it means, before it is done. */
  readonly means: string;
  readonly done: string;
  readonly danger?: true;
}

const WORDS: Readonly<Record<RunAction, Words>> = {
  resume: {
    label: "Resume",
    icon: CirclePlay,
    means: "The run goes on where it was paused.",
    done: "goes on",
  },
  pause: {
    label: "Pause",
    icon: CirclePause,
    means: "Its process stops. Whoever runs its deployment goes on with it once it is resumed.",
    done: "is paused",
  },
  cancel: {
    label: "Cancel",
    icon: Ban,
    means: "Its process is asked to stop. What its tasks have done stays done.",
    done: "was asked to stop",
    danger: true,
  },
  retry: {
    label: "Retry",
    icon: RotateCw,
    means:
      "The run is scheduled again, under its id and with its parameters. Results that tasks have kept are used again.",
    done: "is scheduled again",
  },
  delete: {
    label: "Delete",
    icon: Trash2,
    means: "Its tasks, states and log lines go with it. This cannot be undone.",
    done: "is deleted",
    danger: true,
  },
};

const ORDER: readonly RunAction[] = ["resume", "pause", "cancel", "retry", "delete"];

/** What can be done with the run as it is now; each asks once before it acts. */
export function RunActions({ run }: { readonly run: FlowRunResponse }): ReactElement {
  const [asked, setAsked] = useState<RunAction>();
  return (
    <div role="group" aria-label="Actions" className="flex gap-1.5">
      <Link to="/runs/compare" search={{ a: run.id }} className={buttonClass("outline", "h-7")}>
        <GitCompareArrows aria-hidden className="size-3.5" />
        Compare
      </Link>
      {ORDER.filter((action) => refusal(action, run) === undefined).map((action) => {
        const { label, icon: Icon } = WORDS[action];
        return (
          <Button key={action} onClick={() => setAsked(action)} className="h-7">
            <Icon aria-hidden className="size-3.5" />
            {label}
          </Button>
        );
      })}
      {asked && <Confirm action={asked} run={run} onClose={() => setAsked(undefined)} />}
    </div>
  );
}

interface ConfirmProps {
  readonly action: RunAction;
  readonly run: FlowRunResponse;
  readonly onClose: () => void;
}

function Confirm({ action, run, onClose }: ConfirmProps): ReactElement {
  const { label, means, done, danger } = WORDS[action];
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const client = useQueryClient();
  const navigate = useNavigate();
  const name = run.name ?? run.id;

  const go = async (): Promise<void> => {
    setBusy(true);
    setFailed(undefined);
    try {
      await act(action, run.id);
      toast(`${name} ${done}.`);
      onClose();
      if (action === "delete") await navigate({ to: "/runs" });
      else await client.invalidateQueries({ queryKey: flowRunKeys.one(run.id) });
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={`${label} ${name}?`} onClose={onClose} className="[overflow-wrap:anywhere]">
      <div className="flex flex-col gap-3 px-5 py-2">
        <p className="text-ink-2">{means}</p>
        {failed && (
          <p role="alert" data-tone="bad" className="rounded-lg bg-tone-tint px-3 py-2 text-tone-text">
            {failed}
          </p>
        )}
      </div>
      <div className="flex justify-end gap-2 px-5 pt-2 pb-4">
        <Button onClick={onClose}>Not now</Button>
        <Button look={danger ? "danger" : "solid"} disabled={busy} onClick={() => void go()}>
          {label} it
        </Button>
      </div>
    </Dialog>
  );
}
