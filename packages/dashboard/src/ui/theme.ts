import { useSyncExternalStore } from "react";

export type ThemeChoice = "system" | "light" | "dark";

/** The same key and rule as the script in index.html, which sets the theme before the first paint. */
const KEY = "weir.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function choice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    // Storage may be forbidden; the system's theme still works.
    return "system";
  }
}

function apply(): void {
  const chosen = choice();
  document.documentElement.dataset["theme"] = chosen === "system" ? (dark.matches ? "dark" : "light") : chosen;
  for (const notify of listeners) notify();
}

dark.addEventListener("change", apply);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function chooseTheme(chosen: ThemeChoice): void {
  try {
    if (chosen === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, chosen);
  } catch {
    document.documentElement.dataset["theme"] = chosen;
  }
  apply();
}

export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, choice);

/** The theme that is shown; canvases are painted again when it changes. */
export const useTheme = (): string =>
  useSyncExternalStore(subscribe, () => document.documentElement.dataset["theme"] ?? "light");
