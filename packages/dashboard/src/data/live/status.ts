/** How true the screen is right now. */
export type LiveStatus =
  /** The first connection is being made. */
  | { readonly kind: "connecting" }
  /** Changes are pushed as they happen. */
  | { readonly kind: "live" }
  /** The connection was lost at that time (milliseconds since the epoch); what is shown may be older. */
  | { readonly kind: "lost"; readonly since: number }
  /** The server has no live socket; it is asked again and again. */
  | { readonly kind: "polling" };

let status: LiveStatus = { kind: "connecting" };
const listeners = new Set<() => void>();

export const liveStatus = (): LiveStatus => status;

export function setLiveStatus(next: LiveStatus): void {
  status = next;
  for (const notify of listeners) notify();
}

export function onLiveStatus(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
