import Type, { type Static } from "typebox";
import { DateTime, Nullable, StringEnum, Uuid } from "../schema.ts";
import { State, StateType } from "./states.ts";
import { TaskRunResult } from "./task-runs.ts";

export const DependencyResult = Type.Object(
  {
    end_time: Nullable(DateTime()),
    estimated_run_time: Nullable(Type.Number()),
    expected_start_time: Nullable(DateTime()),
    id: Uuid(),
    name: Type.String(),
    start_time: Nullable(DateTime()),
    state: Nullable(State),
    total_run_time: Nullable(Type.Number()),
    untrackable_result: Type.Boolean(),
    upstream_dependencies: Type.Array(TaskRunResult),
  },
  { title: "DependencyResult" },
);
export type DependencyResult = Static<typeof DependencyResult>;

export const Edge = Type.Object(
  {
    id: Uuid(),
  },
  { title: "Edge" },
);
export type Edge = Static<typeof Edge>;

export const GraphArtifact = Type.Object(
  {
    created: DateTime(),
    data: Type.Any(),
    id: Uuid(),
    is_latest: Type.Boolean(),
    key: Nullable(Type.String()),
    type: Nullable(Type.String()),
  },
  { title: "GraphArtifact" },
);
export type GraphArtifact = Static<typeof GraphArtifact>;

export const GraphState = Type.Object(
  {
    id: Uuid(),
    name: Type.String(),
    timestamp: DateTime(),
    type: StateType,
  },
  { title: "GraphState" },
);
export type GraphState = Static<typeof GraphState>;

export const Graph = Type.Object(
  {
    artifacts: Type.Array(GraphArtifact),
    end_time: Nullable(DateTime()),
    nodes: Type.Array(Type.Array(Type.Any(), { minItems: 2, maxItems: 2 })),
    root_node_ids: Type.Array(Uuid()),
    start_time: Nullable(DateTime()),
    states: Type.Array(GraphState),
  },
  { title: "Graph" },
);
export type Graph = Static<typeof Graph>;

export const Node = Type.Object(
  {
    artifacts: Type.Array(GraphArtifact),
    children: Type.Array(Edge),
    encapsulating: Type.Array(Edge),
    end_time: Nullable(DateTime()),
    id: Uuid(),
    kind: StringEnum(["flow-run", "task-run"]),
    label: Type.String(),
    parents: Type.Array(Edge),
    start_time: DateTime(),
    state_type: StateType,
  },
  { title: "Node" },
);
export type Node = Static<typeof Node>;
