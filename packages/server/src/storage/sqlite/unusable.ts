import { CannotStart } from "../../platform/cannot-start.ts";

// https://www.sqlite.org/rescode.html
const PERMISSION = 3;
const BUSY = 5;
const LOCKED = 6;
const READ_ONLY = 8;
const FAULT = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

/** Why a database file cannot be used, in words for people; errors that are not SQLite's as they are. */
export function unusable(error: unknown, path: string): unknown {
  const code = (error as { errcode?: number }).errcode;
  if (typeof code !== "number") return error;
  const because = (what: string, advice: string): CannotStart =>
    new CannotStart(`${path} ${what}`, advice, { cause: error });
  switch (code & 0xff) {
    case READ_ONLY:
    case PERMISSION:
      return because("is read-only", "Make the file and its folder writable for this user, or use another database.");
    case BUSY:
    case LOCKED:
      return because(
        "is locked by another program",
        "End what keeps it open (a database browser, a backup), then try again.",
      );
    case CORRUPT:
    case NOT_A_DATABASE:
      return because(
        code === NOT_A_DATABASE ? "is not a SQLite database" : "is damaged",
        "Put a backup in its place, or move it away and begin with an empty one.",
      );
    case FULL:
      return because("cannot grow: the disk is full", "Make room on the disk, then try again.");
    case CANNOT_OPEN:
      return because("cannot be opened", "Its folder has to be there and be writable for this user.");
    case FAULT:
      return because(
        "cannot be read or written: the disk reports an error",
        "Look at the disk, or use another database.",
      );
    default:
      return error;
  }
}
