/** Frames of JSON text, and the end of a connection. */
import type { RawData, WebSocket } from "ws";

/** Close codes (RFC 6455, 7.4.1). */
export const PROTOCOL_ERROR = 1002;
export const POLICY_VIOLATION = 1008;
export const INTERNAL_ERROR = 1011;
export const TRY_AGAIN_LATER = 1013;

/** Longest reason that fits into a close frame, in bytes. */
const MAX_REASON = 123;

/** The bytes of a frame: our sockets are left at `ws`'s own choice of what to put them in. */
export const frameBytes = (data: RawData): Buffer => data as Buffer;

/** The object in a frame; undefined if there is none. */
export function readFrame(data: RawData): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(frameBytes(data).toString());
    return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Closes with a reason, of which as much is said as a close frame holds. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  const bytes = Buffer.from(reason);
  // Cut between characters: the first byte that is left out must not continue one.
  let end = Math.min(bytes.length, MAX_REASON);
  while (end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end--;
  socket.close(code, bytes.subarray(0, end).toString());
}
