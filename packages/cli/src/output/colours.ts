/** Colours where somebody sees them: `styleText` knows terminals, NO_COLOR and FORCE_COLOR. */
import { styleText } from "node:util";
import type { StateType } from "@weir/contract";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

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

/** The name of a state, with the colour of its type. */
export const stateCell = (
  type: StateType | null | undefined,
  name: string | null | undefined,
): { readonly text: string; readonly style: Style } | "" =>
  type ? { text: name ?? type, style: STYLES[type] ?? "dim" } : "";

/** The name of a state in the colour of its type. */
export function stateName(type: StateType | null | undefined, name: string | null | undefined): string {
  const cell = stateCell(type, name);
  return cell === "" ? "" : paint(cell.style, cell.text);
}
