/** Log levels: the numbers are the wire's. */
export const LEVELS = { debug: 10, info: 20, warn: 30, error: 40, critical: 50 } as const;
export type LogLevel = keyof typeof LEVELS;

/** The number of a level by its name, as settings have it (`warning` is understood, too). */
export function levelNumber(name: string): number {
  const key = name.toLowerCase() === "warning" ? "warn" : name.toLowerCase();
  return key in LEVELS ? LEVELS[key as LogLevel] : LEVELS.info;
}
