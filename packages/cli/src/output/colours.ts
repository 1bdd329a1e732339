/** Colours where somebody sees them: `styleText` knows terminals, NO_COLOR and FORCE_COLOR. */
import { styleText } from "node:util";
import type { StateType } from "@weir/contract";

type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

export const paint = (style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string =>
  styleText(style, text, { stream });

const STYLES: Readonly<Record<StateType, Style>> = {
  SCHEDULED: "yellow",
  PENDING: "yellow",
  RUNNING: "cyan",
  COMPLETED: "green",
  FAILED: "red",
  CRASHED: "red",
  CANCELLED: "dim",
  CANCELLING: "dim",
  PAUSED: "yellow",
};

/** The name of a state in the colour of its type. */
export const stateName = (type: StateType, name: string | null | undefined): string =>
  paint(STYLES[type], name ?? type);
