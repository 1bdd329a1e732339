/** The password of a server that has one: asked for when the server refuses, kept as long as the tab. */

export interface Session {
  /** The server has refused for want of a password. */
  readonly wanted: boolean;
  /** It has refused the one that was given. */
  readonly wrong: boolean;
}

const KEY = "weir.auth";
const NOTHING_WANTED: Session = { wanted: false, wrong: false };

let secret: string | null = null;
let session: Session = NOTHING_WANTED;
const listeners = new Set<() => void>();

try {
  secret = sessionStorage.getItem(KEY);
} catch {
  // Without storage it is asked for after each reload.
}

/** `user:password`, if one was given. */
export const password = (): string | null => secret;
export const currentSession = (): Session => session;

export function onSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function refused(): void {
  change({ wanted: true, wrong: secret !== null });
}

export function signIn(given: string): void {
  secret = given;
  try {
    sessionStorage.setItem(KEY, given);
  } catch {
    // As above.
  }
  change(NOTHING_WANTED);
}

function change(next: Session): void {
  if (next.wanted === session.wanted && next.wrong === session.wrong) return;
  session = next;
  for (const notify of listeners) notify();
}

/** `fetch` with the password. Any text is sent: Basic authentication takes the bytes of UTF-8. */
export const fetchWithPassword: typeof fetch = (input, init) => {
  if (secret === null) return fetch(input, init);
  const headers = new Headers(init?.headers);
  headers.set("authorization", `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(secret)))}`);
  return fetch(input, { ...init, headers });
};
