import { formatTime, type Micros, type TaskWorkerResponse } from "@weir/contract";

/** The processes that serve tasks and are connected to this server. */
export class TaskWorkers {
  readonly #connected = new Map<object, { readonly id: string; readonly keys: readonly string[]; since: Micros }>();

  /** Notes a connection; gives the way to note that it is heard of, and the one to forget it. */
  join(id: string, keys: readonly string[], now: Micros): { heard(now: Micros): void; leave(): void } {
    const connection = { id, keys, since: now };
    this.#connected.set(connection, connection);
    return {
      heard: (time) => {
        connection.since = time;
      },
      leave: () => void this.#connected.delete(connection),
    };
  }

  /** Those that serve one of the tasks; all, if none is named. */
  list(keys: readonly string[] = []): TaskWorkerResponse[] {
    return [...this.#connected.values()]
      .filter((worker) => keys.length === 0 || worker.keys.some((key) => keys.includes(key)))
      .map((worker) => ({
        identifier: worker.id,
        task_keys: [...worker.keys],
        timestamp: formatTime(worker.since),
      }));
  }
}
