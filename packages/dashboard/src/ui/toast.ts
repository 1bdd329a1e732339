/** Short messages about what has just been done, for any part of the page to give. */

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "ok" | "bad";
}

/** Milliseconds for which one is shown; what went wrong stays until it is closed. */
const SHOWN = 6000;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const notify of listeners) notify();
}

export const currentToasts = (): readonly Toast[] => toasts;

export function onToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function toast(text: string, tone: Toast["tone"] = "ok"): void {
  const id = ++lastId;
  change([...toasts.slice(-2), { id, text, tone }]);
  if (tone === "ok") setTimeout(() => dismiss(id), SHOWN);
}

export const dismiss = (id: number): void => change(toasts.filter((one) => one.id !== id));
