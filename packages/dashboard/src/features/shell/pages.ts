import type { LinkProps } from "@tanstack/react-router";
import {
  Blocks,
  FileBox,
  Gauge,
  House,
  Layers,
  type LucideIcon,
  Radio,
  Rocket,
  Rows3,
  Send,
  Server,
  Variable,
  Webhook,
  Workflow,
  Zap,
} from "lucide-react";

export interface Page {
  readonly to: LinkProps["to"];
  readonly label: string;
  readonly icon: LucideIcon;
  /** The key that leads to it after `g`. */
  readonly key: string;
}

/** The pages of the rail, in their order; the palette and the keys lead to the same ones. */
export const PAGES: readonly Page[] = [
  { to: "/", label: "Home", icon: House, key: "h" },
  { to: "/runs", label: "Runs", icon: Rows3, key: "r" },
  { to: "/flows", label: "Flows", icon: Workflow, key: "f" },
  { to: "/deployments", label: "Deployments", icon: Rocket, key: "d" },
  { to: "/work-pools", label: "Work pools", icon: Server, key: "w" },
  { to: "/events", label: "Events", icon: Radio, key: "e" },
  { to: "/automations", label: "Automations", icon: Zap, key: "m" },
  { to: "/webhooks", label: "Webhooks", icon: Webhook, key: "o" },
  { to: "/deliveries", label: "Deliveries", icon: Send, key: "n" },
  { to: "/artifacts", label: "Artifacts", icon: FileBox, key: "a" },
  { to: "/cache", label: "Cache", icon: Layers, key: "c" },
  { to: "/blocks", label: "Blocks", icon: Blocks, key: "b" },
  { to: "/limits", label: "Limits", icon: Gauge, key: "l" },
  { to: "/variables", label: "Variables", icon: Variable, key: "v" },
];
