import { randomFillSync } from "node:crypto";

const POOL = Buffer.alloc(16 * 256);
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
let used = POOL.length;
let lastMillis = 0;
let sequence = 0;

/**
 * A UUIDv7 (RFC 9562): 48 bits of milliseconds, then a 12-bit counter (method 1) so that ids made by one process in
 * one millisecond sort in the order they were made, then 62 random bits.
 */
export function uuid7(): string {
  if (used === POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  const bytes = POOL.subarray(used, used + 16);
  used += 16;
  const now = Date.now();
  if (now > lastMillis) {
    lastMillis = now;
    sequence = bytes[6]! & 0x7f; // starts low: room to count
  } else if (++sequence > 0xfff) {
    lastMillis++; // more than the counter holds in one millisecond: borrow from the next
    sequence = 0;
  }
  const time = lastMillis.toString(16).padStart(12, "0");
  const count = (0x7000 | sequence).toString(16);
  const variant = HEX[(bytes[8]! & 0x3f) | 0x80]!;
  const tail = bytes.subarray(9, 16);
  return `${time.slice(0, 8)}-${time.slice(8)}-${count}-${variant}${HEX[tail[0]!]}-${HEX[tail[1]!]}${HEX[tail[2]!]}${HEX[tail[3]!]}${HEX[tail[4]!]}${HEX[tail[5]!]}${HEX[tail[6]!]}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (text: string): boolean => UUID.test(text);
