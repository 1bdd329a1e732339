import { useSyncExternalStore } from "react";

/** One timer for everything on the page that grows older; it only runs while somebody looks. */
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const notify of listeners) notify();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function current(): number {
  // Without a running timer the value may be old: the first look starts from the real time.
  if (timer === undefined && Date.now() - now > 1000) now = Date.now();
  return now;
}

/** Milliseconds since the epoch, renewed each second. */
export const useNow = (): number => useSyncExternalStore(subscribe, current);
