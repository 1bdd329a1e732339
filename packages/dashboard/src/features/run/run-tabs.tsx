import type { FlowRunResponse, TaskRun } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import { useQuery } from "@tanstack/react-query";
import { Tabs } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { artifactsQuery } from "../../data/artifacts.ts";
import { flowRunStatesQuery } from "../../data/flow-runs.ts";
import { LogPanel } from "./log/log-panel.tsx";
import { Artifacts } from "./panels/artifacts.tsx";
import { Parameters } from "./panels/parameters.tsx";
import { StateHistory } from "./panels/state-history.tsx";
import type { RunTab } from "./tabs.ts";

interface RunTabsProps {
  readonly run: FlowRunResponse;
  readonly tasks: ReadonlyMap<string, TaskRun>;
  /** Flow run whose log is shown: that of the run, or of a selected subflow. */
  readonly logOf: string;
  /** Names of the subflow runs whose lines are shown among its own. */
  readonly below: ReadonlyMap<string, string> | undefined;
  readonly taskRunIds: readonly string[] | undefined;
  readonly tab: RunTab;
  readonly onTab: (tab: RunTab) => void;
  readonly onTask: (id: string | undefined) => void;
}

export function RunTabs({ run, tasks, logOf, below, taskRunIds, tab, onTab, onTask }: RunTabsProps): ReactElement {
  const growing = !isFinalType(run.state_type);
  const artifacts = useQuery(artifactsQuery(run.id, growing));
  const states = useQuery(flowRunStatesQuery(run.id, run.state_id));
  const parameters = run.parameters ?? {};
  return (
    <Tabs.Root value={tab} onValueChange={(value) => onTab(value as RunTab)} className="flex h-full min-h-0 flex-col">
      <Tabs.List
        aria-label="About the run"
        className="flex shrink-0 gap-1 overflow-x-auto border-b bg-panel px-2 [scrollbar-width:none]"
      >
        <Tab value="logs">Logs</Tab>
        <Tab value="artifacts" count={artifacts.data?.length}>
          Artifacts
        </Tab>
        <Tab value="parameters" count={Object.keys(parameters).length}>
          Parameters
        </Tab>
        <Tab value="states" count={states.data?.length}>
          States
        </Tab>
      </Tabs.List>
      <Panel value="logs" fixed>
        <LogPanel
          flowRunId={logOf}
          below={below}
          taskRunIds={taskRunIds}
          tasks={tasks}
          growing={growing}
          onTask={onTask}
        />
      </Panel>
      <Panel value="artifacts">{artifacts.data && <Artifacts artifacts={artifacts.data} />}</Panel>
      <Panel value="parameters">
        <Parameters values={parameters} />
      </Panel>
      <Panel value="states">{states.data && <StateHistory states={states.data} />}</Panel>
    </Tabs.Root>
  );
}

function Tab({
  value,
  count,
  children,
}: {
  readonly value: RunTab;
  readonly count?: number | undefined;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Tabs.Trigger
      value={value}
      className="-mb-px flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2.5 font-medium text-ink-2 -outline-offset-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
    >
      {children}
      {/* Takes its room before it is known, so that nothing moves when it is. */}
      {value !== "logs" && <span className="num min-w-4 text-center text-2xs text-ink-3">{count}</span>}
    </Tabs.Trigger>
  );
}

function Panel({
  value,
  fixed = false,
  children,
}: {
  readonly value: RunTab;
  readonly fixed?: boolean;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Tabs.Content
      value={value}
      tabIndex={fixed ? -1 : 0}
      className={`min-h-0 flex-1 -outline-offset-2 ${fixed ? "" : "overflow-y-auto"}`}
    >
      {children}
    </Tabs.Content>
  );
}
