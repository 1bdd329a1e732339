import type { LinkProps } from "@tanstack/react-router";
import { type LucideIcon, Radio, Rocket, Rows3, Server, Workflow } from "lucide-react";

export interface Page {
  readonly to: LinkProps["to"];
  readonly label: string;
  readonly icon: LucideIcon;
  /** The key that leads to it after `g`. */
  readonly key: string;
}

/** The pages of the rail, in their order; the palette and the keys lead to the same ones. */
export const PAGES: readonly Page[] = [
  { to: "/runs", label: "Runs", icon: Rows3, key: "r" },
  { to: "/flows", label: "Flows", icon: Workflow, key: "f" },
  { to: "/deployments", label: "Deployments", icon: Rocket, key: "d" },
  { to: "/work-pools", label: "Work pools", icon: Server, key: "w" },
  { to: "/events", label: "Events", icon: Radio, key: "e" },
];
