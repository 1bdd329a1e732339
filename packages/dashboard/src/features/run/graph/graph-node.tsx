import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import clsx from "clsx";
import { Workflow } from "lucide-react";
import { memo, type ReactElement } from "react";
import { useNow } from "../../../ui/now.ts";
import { StateIcon } from "../../../ui/state-badge.tsx";
import { stateLabel, stateLook } from "../../../ui/states.ts";
import { speakDuration } from "../../../ui/format/duration.ts";
import { StateCounts } from "../state-counts.tsx";
import { durationText, lasted } from "../timeline/row-text.ts";
import { type Flow, NODE_HEIGHT, NODE_WIDTH } from "./layout.ts";
import type { GraphNode } from "./model.ts";

export type RunNode = Node<
  {
    readonly node: GraphNode;
    readonly selected: boolean;
    /** Neither selected nor tied to what is. */
    readonly dim: boolean;
    /** The one that the tab key leads to. */
    readonly active: boolean;
    readonly flow: Flow;
    readonly onChoose: (node: GraphNode) => void;
  },
  "run"
>;

/** What stands after the label for who does not see the rest: `3 runs, 1 failed, 2 completed`, or `completed, 1.5 seconds` */
function facts({ size, kind, bar, counts }: GraphNode, now: number): string {
  const seconds = size === 1 ? lasted(bar, now) : undefined;
  return [
    ...(kind === "flow" ? [size === 1 ? "subflow" : `${size} subflows`] : size > 1 ? [`${size} runs`] : []),
    ...(size === 1
      ? [stateLabel(bar.type, bar.name).toLowerCase()]
      : counts.map(([type, count]) => `${count} ${stateLabel(type).toLowerCase()}`)),
    ...(seconds === undefined ? [] : [speakDuration(seconds)]),
  ].join(", ");
}

export const GraphNodeView = memo(function GraphNodeView({ data }: NodeProps<RunNode>): ReactElement {
  const { node, selected, dim, active, flow, onChoose } = data;
  const [from, to] = flow === "right" ? [Position.Left, Position.Right] : [Position.Top, Position.Bottom];
  const now = useNow();
  const said = facts(node, now);
  return (
    <>
      <Handle type="target" position={from} isConnectable={false} className="invisible" />
      <button
        type="button"
        data-node={node.key}
        data-tone={stateLook(node.bar.type, node.bar.name).tone}
        aria-pressed={selected}
        title={`${node.label}: ${said}`}
        tabIndex={active ? 0 : -1}
        onClick={() => onChoose(node)}
        style={{ width: NODE_WIDTH, height: NODE_HEIGHT }}
        className={clsx(
          "pointer-events-auto flex flex-col justify-center rounded-lg border bg-panel px-2.5 text-left text-xs shadow-card hover:border-line-strong aria-pressed:border-accent aria-pressed:ring-1 aria-pressed:ring-accent",
          dim && "opacity-45",
          // A pile of cards.
          node.size > 1 && "outline-1 outline-offset-2 outline-line-strong outline-dashed",
        )}
      >
        <span className="flex w-full items-center gap-1.5">
          <StateIcon type={node.bar.type} name={node.bar.name} className="size-3.5" />
          {node.kind === "flow" && <Workflow aria-hidden className="size-3.5 shrink-0 text-ink-3" />}
          <span className="truncate font-medium">{node.label}</span>
          <span className="sr-only">({said})</span>
        </span>
        <span aria-hidden className="num flex w-full items-center gap-1 pl-5 text-2xs text-ink-2">
          {node.size > 1 && <span>×{node.size}</span>}
          {node.counts.length > 1 && <StateCounts of={node.counts} />}
          {node.size === 1 && durationText(node.bar, now)}
        </span>
      </button>
      <Handle type="source" position={to} isConnectable={false} className="invisible" />
    </>
  );
});
