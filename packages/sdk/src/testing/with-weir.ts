/**
 * `withWeir`: a server of its own for a test, in this process and gone afterwards, with a clock of its own.
 */
import { client, type Client, type Transport } from "@weir/client";
import type { FlowRunResponse, TaskRun } from "@weir/contract";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Backend, withBackend } from "../backend.ts";
import type { Duration } from "../duration.ts";
import { openEmbedded } from "../embedded.ts";
import { withClock } from "../engine/clock.ts";
import { readSettings } from "../settings.ts";
import { type TaskMock, TaskMocks } from "./task-mocks.ts";
import { VirtualClock } from "./virtual-clock.ts";

export interface TestOptions {
  /**
   * `"automatic"`: when everything waits, time goes at once to what is next: sleeps, retries, timeouts and pauses take
   * none. `"manual"`: it goes only by `clock.advance()`. `"real"`: it is the machine's. Default `"automatic"`.
   */
  readonly clock?: "automatic" | "manual" | "real" | undefined;
}

/** The time of a test. */
export interface TestClock {
  /** The present instant. */
  readonly now: Date;
  /**
   * Lets so much time pass: all that is due meanwhile happens, in the order of its time. It waits for runs and for the
   * server, not for other things that are under way in the process.
   *
   * @throws TypeError where the clock is real
   */
  advance(duration: Duration): Promise<void>;
}

export interface TestWeir {
  /** The client of the test's server. */
  readonly api: Client;
  /** Its folder: results of cached tasks lie below it. */
  readonly home: string;
  readonly clock: TestClock;
  /** All flow runs, in the order in which they were created. */
  runs(): Promise<FlowRunResponse[]>;
  /** All task runs, in the order in which they were due. */
  taskRuns(): Promise<TaskRun[]>;
  /**
   * Puts a function in the place of that of all tasks of a name, on the event loop; retries, timeouts and the rest stay.
   * A later one takes the place of an earlier one.
   */
  mock<Args extends readonly unknown[]>(task: string, fn: (...args: Args) => unknown): TaskMock<Args>;
}

/** Runs `fn` with an empty server: every flow called in it runs there. */
export async function withWeir<T>(fn: (weir: TestWeir) => Promise<T>, options: TestOptions = {}): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), "weir-test-"));
  const { clock: kind = "automatic" } = options;
  const clock = kind === "real" ? undefined : new VirtualClock(kind === "automatic");
  try {
    const settings = { ...readSettings(), home, log_level: "critical" };
    const transport = await openEmbedded(home, false, undefined, clock);
    const backend = new Backend(client({ transport: clock ? counted(transport, clock) : transport }), settings);
    const mocks = new TaskMocks();
    backend.stubs = (task) => mocks.find(task);
    const test = () => withBackend(backend, () => fn(testWeir(backend, home, clock, mocks)));
    try {
      return await (clock ? withClock(clock, test) : test());
    } finally {
      clock?.close();
      await backend.close();
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** The transport, with its requests known to the clock. */
const counted = (transport: Transport, clock: VirtualClock): Transport => ({
  request: (request) => clock.during(transport.request(request)),
  sendEvents: (events) => clock.during(transport.sendEvents(events)),
  close: () => transport.close(),
});

const testWeir = ({ api }: Backend, home: string, clock: VirtualClock | undefined, mocks: TaskMocks): TestWeir => ({
  api,
  home,
  clock: {
    get now() {
      return clock ? new Date(clock.elapsed()) : new Date();
    },
    advance(duration) {
      if (!clock)
        throw new TypeError('the clock of this test is real: withWeir(fn, { clock: "manual" }) has one to advance');
      return clock.advance(duration);
    },
  },
  runs: () => Array.fromAsync(api.flowRuns.list({ sort: "START_TIME_ASC" })),
  taskRuns: () => Array.fromAsync(api.taskRuns.list({ sort: "EXPECTED_START_TIME_ASC" })),
  mock: (task, fn) => mocks.set(task, fn),
});
