import type { FlowRunResponse } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement, ReactNode } from "react";
import { artifactsQuery } from "../../data/artifacts.ts";
import { flowRunStatesQuery } from "../../data/flow-runs.ts";
import type { TreeTaskRun } from "../../data/run-tree.ts";
import { Tabs } from "../../ui/tabs.tsx";
import { LogPanel } from "./log/log-panel.tsx";
import { Artifacts } from "./panels/artifacts.tsx";
import { Parameters } from "./panels/parameters.tsx";
import { StateHistory } from "./panels/state-history.tsx";
import type { RunTab } from "./tabs.ts";

interface RunTabsProps {
  readonly run: FlowRunResponse;
  readonly tasks: ReadonlyMap<string, TreeTaskRun>;
  /** Flow run whose log is shown: that of the run, or of a selected subflow. */
  readonly logOf: string;
  /** Names of the subflow runs whose lines are shown among its own. */
  readonly below: ReadonlyMap<string, string> | undefined;
  /** It is known which subflow runs there are: a log that is read before is read twice. */
  readonly settled: boolean;
  readonly taskRunIds: readonly string[] | undefined;
  readonly tab: RunTab;
  readonly onTab: (tab: RunTab) => void;
  readonly onTask: (id: string | undefined) => void;
}

export function RunTabs(props: RunTabsProps): ReactElement {
  const { run, tasks, logOf, below, settled, taskRunIds, tab, onTab, onTask } = props;
  const growing = !isFinalType(run.state_type);
  const artifacts = useQuery(artifactsQuery(run.id, growing));
  const states = useQuery(flowRunStatesQuery(run.id, run.state_id));
  const parameters = run.parameters ?? {};
  const counted = (label: string, count: number | undefined): ReactNode => (
    <>
      {label}
      {/* Takes its room before it is known, so that nothing moves when it is. */}
      <span className="num min-w-4 text-center text-2xs text-ink-3">{count}</span>
    </>
  );
  return (
    <Tabs
      label="About the run"
      tabs={[
        { value: "logs", label: "Logs" },
        { value: "artifacts", label: counted("Artifacts", artifacts.data?.length) },
        { value: "parameters", label: counted("Parameters", Object.keys(parameters).length) },
        { value: "states", label: counted("States", states.data?.length) },
      ]}
      value={tab}
      onChange={onTab}
      className="flex h-full min-h-0 flex-col"
      rowClassName="px-2"
      panelClassName={`min-h-0 flex-1 ${tab === "logs" ? "" : "overflow-y-auto"}`}
      keyed={tab === "logs"}
    >
      {tab === "logs" && settled && (
        <LogPanel
          flowRunId={logOf}
          below={below}
          taskRunIds={taskRunIds}
          tasks={tasks}
          growing={growing}
          onTask={onTask}
        />
      )}
      {tab === "artifacts" && artifacts.data && <Artifacts artifacts={artifacts.data} />}
      {tab === "parameters" && <Parameters values={parameters} />}
      {tab === "states" && states.data && <StateHistory states={states.data} />}
    </Tabs>
  );
}
