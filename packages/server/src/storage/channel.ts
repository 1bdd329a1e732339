/** What servers on one database say to each other, past its tables. On SQLite there is only one server, and no channel. */
export interface ChannelListener {
  /** A message of any server; one's own as well. */
  heard(message: string): void;
  /** The connection is there again: what was said meanwhile was not heard. */
  reconnected(): void;
}

export interface Channel {
  /** Names the server among those on the database. */
  readonly id: string;
  /** From now on; what was said before is not heard. */
  listen(listener: ChannelListener): void;
  /** Says something to all that listen, each message shorter than `LONGEST_MESSAGE`; fails where it is not known to have been said. */
  send(messages: readonly string[]): Promise<void>;
  /**
   * Takes a lock that only one server has at a time. True if it is held: until the channel closes, the connection is
   * lost, or the process ends. Then another server gets it.
   */
  hold(name: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Bytes that PostgreSQL carries in one message, and some room. */
export const LONGEST_MESSAGE = 7900;

/** What somebody may wait for: a pool may have work, a pool changed, a run of a task waits, a result was made. */
export const WORK_SIGNALS = ["work", "pools", "tasks", "cache"] as const;
export type WorkSignal = (typeof WORK_SIGNALS)[number];
