import "@xyflow/react/dist/base.css";
import { type Edge, MiniMap, Panel, ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { FoldVertical, Maximize, Waypoints, ZoomIn, ZoomOut } from "lucide-react";
import { type KeyboardEvent, type ReactElement, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { RunTree } from "../../../data/run-tree.ts";
import { IconButton } from "../../../ui/button.tsx";
import { stateLook } from "../../../ui/states.ts";
import { GraphNodeView, type RunNode } from "./graph-node.tsx";
import { type Flow, NODE_HEIGHT, NODE_WIDTH } from "./layout.ts";
import { type GraphNode, graphOf, relatives, type RunGraph } from "./model.ts";
import { isArrow, neighbour } from "./neighbour.ts";
import { usePlaces } from "./use-places.ts";

interface RunGraphProps {
  readonly runId: string;
  readonly tree: RunTree;
  /** Task run or subflow run that is looked at. */
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  /** Results flow to the right where there is room, else down. */
  readonly flow: Flow;
}

const NODE_TYPES = { run: GraphNodeView };
/** With more nodes than this, a small picture of all shows where one is. */
const MAP_OVER = 30;
const FIT = { padding: 0.12, maxZoom: 1 };

/** What depends on what in a run. The timeline tells the same to who does not see it, and more. */
export function RunGraphView(props: RunGraphProps): ReactElement {
  return (
    <ReactFlowProvider>
      <View {...props} />
    </ReactFlowProvider>
  );
}

function View({ runId, tree, selected, onSelect, flow }: RunGraphProps): ReactElement {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const graph = useMemo(() => graphOf(runId, tree, opened), [runId, tree, opened]);
  const places = usePlaces(graph, flow);
  const chosen = selected === undefined ? undefined : graph.nodeOf.get(selected);
  const [reached, setReached] = useState<string>();
  const active = places?.has(reached ?? "") ? reached : (chosen ?? graph.nodes[0]?.key);
  const canvas = useReactFlow();
  const box = useRef<HTMLDivElement>(null);

  const choose = useCallback(
    (node: GraphNode) => {
      setReached(node.key);
      if (node.size > 1) setOpened((known) => new Set(known).add(node.key));
      else onSelect(node.key === selected ? undefined : node.key);
    },
    [onSelect, selected],
  );
  const note = noteOn(graph, tree);
  const { nodes, edges } = useScene(graph, places, flow, chosen, active, choose);

  // The whole graph is shown when it is first laid out, and again when it has another shape.
  const shape = places && [...places.keys()].join();
  useEffect(() => {
    if (shape !== undefined) void canvas.fitView(FIT);
  }, [canvas, shape]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") return onSelect(undefined);
    if (!isArrow(event.key) || !places || active === undefined) return;
    event.preventDefault();
    const next = neighbour(graph.edges, places, flow, active, event.key);
    const place = next === undefined ? undefined : places.get(next);
    if (next === undefined || !place) return;
    setReached(next);
    box.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(next)}"]`)?.focus({ preventScroll: true });
    void canvas.setCenter(place[0] + NODE_WIDTH / 2, place[1] + NODE_HEIGHT / 2, { zoom: canvas.getZoom() });
  };

  if (graph.nodes.length === 0)
    return (
      <p className="flex h-full items-center justify-center gap-2 px-4 py-10 text-ink-3">
        <Waypoints aria-hidden className="size-4" />
        This run has called no tasks.
      </p>
    );
  return (
    <div
      ref={box}
      role="group"
      aria-label={`Dependency graph: ${graph.nodes.length} nodes, ${graph.edges.length} dependencies`}
      aria-busy={places === undefined}
      className="h-full bg-canvas"
      onKeyDown={onKeyDown}
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        disableKeyboardA11y
        minZoom={0.05}
        maxZoom={1.6}
        proOptions={{ hideAttribution: true }}
      >
        <Panel position="top-right" className="flex rounded-lg border bg-panel">
          {opened.size > 0 && (
            <IconButton label="Fold all runs of a task" onClick={() => setOpened(new Set())}>
              <FoldVertical aria-hidden />
            </IconButton>
          )}
          <IconButton label="Show the whole graph" onClick={() => void canvas.fitView(FIT)}>
            <Maximize aria-hidden />
          </IconButton>
          <IconButton label="Zoom out" onClick={() => void canvas.zoomOut()}>
            <ZoomOut aria-hidden />
          </IconButton>
          <IconButton label="Zoom in" onClick={() => void canvas.zoomIn()}>
            <ZoomIn aria-hidden />
          </IconButton>
        </Panel>
        {note && (
          <Panel position="bottom-left" className="rounded-lg border bg-panel px-2.5 py-1 text-xs text-ink-2">
            {note}
          </Panel>
        )}
        {nodes.length > MAP_OVER && (
          <MiniMap<RunNode>
            pannable
            ariaLabel="The whole graph, small"
            className="rounded-lg border max-sm:hidden"
            bgColor="var(--panel)"
            maskColor="var(--veil)"
            nodeColor={({ data: { node } }) => `var(--${stateLook(node.bar.type, node.bar.name).tone})`}
          />
        )}
      </ReactFlow>
    </div>
  );
}

/** What somebody has to know who looks at the graph alone. */
function noteOn({ nodes, edges, left }: RunGraph, { cut, taskRuns }: RunTree): string | undefined {
  if (left > 0) return `${left} more tasks are in the timeline alone.`;
  if (cut) return `Drawn from the first ${taskRuns.length} task runs.`;
  return edges.length === 0 && nodes.length > 1
    ? "No task took another's future: nothing is known to depend on anything."
    : undefined;
}

/** Nodes and edges as they are drawn: what is tied to the selected one stands out. */
function useScene(
  graph: RunGraph,
  places: ReadonlyMap<string, readonly [number, number]> | undefined,
  flow: Flow,
  chosen: string | undefined,
  active: string | undefined,
  onChoose: (node: GraphNode) => void,
): { readonly nodes: RunNode[]; readonly edges: Edge[] } {
  const tied = useMemo(
    () => (chosen === undefined ? undefined : relatives(graph.edges, chosen)),
    [graph.edges, chosen],
  );
  const nodes = useMemo(
    () =>
      graph.nodes.flatMap((node): RunNode[] => {
        const place = places?.get(node.key);
        if (!place) return [];
        const dim = tied !== undefined && !tied.has(node.key);
        return [
          {
            id: node.key,
            type: "run",
            position: { x: place[0], y: place[1] },
            width: NODE_WIDTH,
            height: NODE_HEIGHT,
            data: { node, selected: node.key === chosen, active: node.key === active, dim, flow, onChoose },
          },
        ];
      }),
    [graph.nodes, places, flow, tied, chosen, active, onChoose],
  );
  const edges = useMemo(
    () =>
      graph.edges.map(({ from, to }): Edge => {
        const stands = tied !== undefined && tied.has(from) && tied.has(to);
        return {
          id: `${from} ${to}`,
          source: from,
          target: to,
          style: { stroke: stands ? "var(--accent)" : "var(--line-strong)", strokeWidth: stands ? 1.75 : 1.25 },
          ...(tied && !stands && { className: "opacity-45" }),
        };
      }),
    [graph.edges, tied],
  );
  return { nodes, edges };
}
