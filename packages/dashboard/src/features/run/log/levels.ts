/** Python's levels, which the protocol uses. */
export const LEVELS = [
  { value: "0", label: "All levels" },
  { value: "10", label: "Debug and above" },
  { value: "20", label: "Info and above" },
  { value: "30", label: "Warning and above" },
  { value: "40", label: "Error and above" },
] as const;
export type LevelChoice = (typeof LEVELS)[number]["value"];

export type LevelName = "debug" | "info" | "warn" | "error" | "fatal";

export function levelName(level: number): LevelName {
  if (level >= 50) return "fatal";
  if (level >= 40) return "error";
  if (level >= 30) return "warn";
  return level >= 20 ? "info" : "debug";
}
