/** Where the nodes of a graph go. Pure; a worker runs it, as hundreds of nodes take longer than a frame. */
import { Graph, layout as dagre } from "@dagrejs/dagre";
import type { GraphEdge } from "./model.ts";

export const NODE_WIDTH = 176;
export const NODE_HEIGHT = 46;
const GAP = 18;
const RANK_GAP = 56;

/** Where results flow to. */
export type Flow = "right" | "down";

export interface Structure {
  readonly flow: Flow;
  /** Keys of the nodes, in the order in which their runs began. */
  readonly nodes: readonly string[];
  readonly edges: readonly GraphEdge[];
}

/** Of each node, in the order of the structure: its left upper corner. */
export type Places = readonly (readonly [x: number, y: number])[];

/** What takes results stands beyond what gave them; what neither took nor gave one stands below all, row by row. */
export function place({ flow, nodes, edges }: Structure): Places {
  const tied = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const places = new Map<string, readonly [number, number]>();
  let [width, bottom] = [0, 0];
  if (tied.size > 0) {
    const graph = new Graph();
    graph.setGraph({ rankdir: flow === "right" ? "LR" : "TB", nodesep: GAP, ranksep: RANK_GAP });
    graph.setDefaultEdgeLabel(() => ({}));
    for (const key of nodes) if (tied.has(key)) graph.setNode(key, { width: NODE_WIDTH, height: NODE_HEIGHT });
    for (const { from, to } of edges) graph.setEdge(from, to);
    dagre(graph);
    for (const key of tied) {
      const { x, y } = graph.node(key) as { readonly x: number; readonly y: number };
      places.set(key, [x - NODE_WIDTH / 2, y - NODE_HEIGHT / 2]);
      width = Math.max(width, x + NODE_WIDTH / 2);
      bottom = Math.max(bottom, y + NODE_HEIGHT / 2 + RANK_GAP);
    }
  }
  const loose = nodes.filter((key) => !tied.has(key));
  const rows = grid(loose.length, width);
  loose.forEach((key, index) => places.set(key, [rows[index]![0], bottom + rows[index]![1]]));
  return nodes.map((key) => places.get(key)!);
}

/** So many nodes row by row, about as wide as `width` or twice as wide as high. */
export function grid(count: number, width: number): Places {
  const [cell, line] = [NODE_WIDTH + GAP, NODE_HEIGHT + GAP];
  const columns = Math.max(1, Math.floor((width + GAP) / cell), Math.ceil(Math.sqrt((2 * count * line) / cell)));
  return Array.from({ length: count }, (_, index) => [(index % columns) * cell, Math.floor(index / columns) * line]);
}
