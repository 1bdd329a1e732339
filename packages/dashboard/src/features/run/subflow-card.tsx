import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowRight, X } from "lucide-react";
import type { ReactElement } from "react";
import { flowRunQuery } from "../../data/flow-runs.ts";
import type { TreeFlowRun } from "../../data/run-tree.ts";
import { IconButton } from "../../ui/button.tsx";
import { useNow } from "../../ui/now.ts";
import { StateBadge } from "../../ui/state-badge.tsx";
import { FlowName } from "../runs/flow-name.tsx";
import { runStory } from "./story.ts";

/** The subflow run that is selected in the timeline. */
export function SubflowCard({
  run,
  onClose,
}: {
  readonly run: TreeFlowRun;
  readonly onClose: () => void;
}): ReactElement {
  const now = useNow();
  const { data } = useQuery(flowRunQuery(run.id));
  return (
    <section aria-label="Selected subflow" className="shrink-0 border-b bg-panel pb-3">
      <div className="flex items-center gap-2.5 py-2 pr-2 pl-4">
        <h2 className="min-w-0 truncate font-semibold">{run.name}</h2>
        <StateBadge type={run.state_type} name={run.state_name} />
        <IconButton label="Close (Esc)" onClick={onClose} className="ml-auto">
          <X aria-hidden />
        </IconButton>
      </div>
      <p className="px-4 text-ink-2">
        <FlowName id={run.flow_id} className="font-medium text-ink" /> {data && `${runStory(data, now)}.`}{" "}
        <Link
          to="/runs/$id"
          params={{ id: run.id }}
          className="inline-flex items-center gap-1 font-medium text-accent hover:underline"
        >
          Open this run <ArrowRight aria-hidden className="size-3.5" />
        </Link>
      </p>
    </section>
  );
}
