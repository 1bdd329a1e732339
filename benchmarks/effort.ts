/** How much is measured: enough to notice that something broke, the usual, or as well as we can. */
export interface Effort {
  readonly rounds: number;
  /** Of load in each round. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Connections at the same time. */
  readonly widths: readonly number[];
  /** In each round over the event socket; each has three events. Prefect gets fewer: it needs minutes for as many. */
  readonly taskRuns: { readonly Weir: number; readonly Prefect: number };
  /** Of the flows that are measured. */
  readonly tasks: number;
  /** Flow runs among which the filter looks. */
  readonly storedRuns: number;
  /** Deployments of which each round plans a thousand runs. */
  readonly schedules: { readonly Weir: number; readonly Prefect: number };
  /** Reactions of an automation that are timed. */
  readonly reactions: { readonly Weir: number; readonly Prefect: number };
  /** Automations that hear a thousand events a second, for so long. */
  readonly crowdedEvents: { readonly automations: number; readonly seconds: number };
  /** Sockets that are told of events. */
  readonly listeners: { readonly sockets: number; readonly events: number };
  /** Claims that are timed. */
  readonly claims: number;
  /** Runs among which claims look. */
  readonly crowd: { readonly finished: number; readonly scheduled: number };
  /** What the dashboard shows, and how often a page is loaded. */
  readonly pages: { readonly flowRuns: number; readonly taskRuns: number; readonly loads: number };
  /** Runs by a process worker: one after the other, and all at once. */
  readonly processes: { readonly single: number; readonly together: number };
  /** Starts of a server, and of a program (Prefect's take seconds each). */
  readonly starts: { readonly Weir: number; readonly Prefect: number };
}

export const EFFORTS = {
  quick: {
    rounds: 1,
    seconds: 1,
    warmUpSeconds: 0.5,
    widths: [8],
    taskRuns: { Weir: 1000, Prefect: 100 },
    tasks: 200,
    storedRuns: 2000,
    schedules: { Weir: 3, Prefect: 1 },
    reactions: { Weir: 20, Prefect: 3 },
    crowdedEvents: { automations: 50, seconds: 1 },
    listeners: { sockets: 20, events: 100 },
    claims: 20,
    crowd: { finished: 1000, scheduled: 300 },
    pages: { flowRuns: 2000, taskRuns: 4000, loads: 2 },
    processes: { single: 3, together: 4 },
    starts: { Weir: 2, Prefect: 1 },
  },
  usual: {
    rounds: 3,
    seconds: 2,
    warmUpSeconds: 2,
    widths: [1, 8, 32],
    taskRuns: { Weir: 7000, Prefect: 300 },
    tasks: 1000,
    storedRuns: 100_000,
    schedules: { Weir: 10, Prefect: 2 },
    reactions: { Weir: 300, Prefect: 20 },
    crowdedEvents: { automations: 1000, seconds: 10 },
    listeners: { sockets: 200, events: 500 },
    claims: 200,
    crowd: { finished: 20_000, scheduled: 5000 },
    pages: { flowRuns: 100_000, taskRuns: 20_000, loads: 5 },
    processes: { single: 15, together: 60 },
    starts: { Weir: 7, Prefect: 2 },
  },
  full: {
    rounds: 5,
    seconds: 5,
    warmUpSeconds: 5,
    widths: [1, 8, 32],
    taskRuns: { Weir: 20_000, Prefect: 1000 },
    tasks: 1000,
    storedRuns: 100_000,
    schedules: { Weir: 20, Prefect: 3 },
    reactions: { Weir: 1000, Prefect: 50 },
    crowdedEvents: { automations: 1000, seconds: 30 },
    listeners: { sockets: 200, events: 2000 },
    claims: 500,
    crowd: { finished: 1_000_000, scheduled: 100_000 },
    pages: { flowRuns: 1_000_000, taskRuns: 20_000, loads: 9 },
    processes: { single: 50, together: 200 },
    starts: { Weir: 15, Prefect: 3 },
  },
} as const satisfies Record<string, Effort>;
