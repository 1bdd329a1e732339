/** What a server counts of itself (docs/reference/metrics.md has every name; a test compares the two). */
import { STATE_TYPES, type Event, type Micros, type RouteDefinition } from "@weir/contract";
import { EventLoop } from "./event-loop.ts";
import { Registry, type Counter, type Gauge, type Histogram, type Labelled } from "./metrics.ts";
import type { Service } from "./lifecycle.ts";

/** Seconds: from what a cached statement takes to what a client no longer waits for. */
const TIMES = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The kinds of sockets, by what they carry. */
export type SocketKind = "events_in" | "weir_events_in" | "events_out" | "logs_out" | "task_runs" | "worker" | "live";

interface RouteMeters {
  readonly time: Histogram;
  readonly byStatus: Map<number, Counter>;
}

export class Meters {
  readonly registry = new Registry();
  /** Since when the server counts. */
  readonly started: Micros;
  /** The background loops; set by `app.ts`. */
  services: readonly Service[] = [];
  readonly eventLoop = new EventLoop();
  /** How much waits where, by the name of the queue; each part that has one puts it here. */
  readonly queues = new Map<string, () => number>();
  /** When the oldest event was received that automations have not read; null while there is none. */
  oldestUnreadEvent: () => Promise<Micros | null> = () => Promise.resolve(null);

  readonly requestsUnderway: Gauge;
  readonly requestsRefused: Counter;
  readonly eventsReceived: Counter;
  readonly eventsStored: Counter;
  readonly eventsSent: Counter;
  readonly logsStored: Counter;
  readonly logsSent: Counter;
  readonly leasesExpired: Labelled<Counter>;
  readonly rowsRemoved: Labelled<Counter>;
  readonly #requests: Labelled<Counter>;
  readonly #requestTimes: Labelled<Histogram>;
  readonly #sockets: Labelled<Gauge>;
  readonly #changes: { readonly flow_run: Map<string, Counter>; readonly task_run: Map<string, Counter> };
  readonly #byRoute = new Map<RouteDefinition | undefined, RouteMeters>();

  constructor(started: Micros) {
    this.started = started;
    const { registry } = this;
    this.#requests = registry.counters("weir_http_requests_total", "Requests that were answered.", [
      "method",
      "route",
      "status",
    ]);
    this.#requestTimes = registry.histograms(
      "weir_http_request_duration_seconds",
      "Time from a request's body to its answer.",
      ["method", "route"],
      TIMES,
    );
    this.requestsUnderway = registry.gauge("weir_http_requests_underway", "Requests that are being worked on.");
    this.requestsRefused = registry.counter(
      "weir_http_requests_refused_total",
      "Requests that were sent away (503) because too many were under way.",
    );
    this.#sockets = registry.gauges("weir_sockets_open", "WebSockets that are open.", ["kind"]);
    const changes = registry.counters("weir_state_changes_total", "States that runs entered.", ["kind", "state"]);
    const byType = (kind: string): Map<string, Counter> =>
      new Map(STATE_TYPES.map((type) => [type, changes.of(kind, type)]));
    this.#changes = { flow_run: byType("flow_run"), task_run: byType("task_run") };
    this.eventsReceived = registry.counter("weir_events_received_total", "Events that clients sent.");
    this.eventsStored = registry.counter(
      "weir_events_stored_total",
      "Events that were stored, the server's own as well.",
    );
    this.eventsSent = registry.counter("weir_events_sent_total", "Events that were sent to subscribers.");
    this.logsStored = registry.counter("weir_logs_stored_total", "Log lines that were stored.");
    this.logsSent = registry.counter("weir_logs_sent_total", "Log lines that were sent to subscribers.");
    this.leasesExpired = registry.counters("weir_leases_expired_total", "Leases that ran out.", ["kind"]);
    this.rowsRemoved = registry.counters("weir_rows_removed_total", "What was removed because it was old.", ["kind"]);
  }

  /** A request to a route of the API was answered; without a route: to none. */
  answered(route: RouteDefinition | undefined, status: number, seconds: number): void {
    let meters = this.#byRoute.get(route);
    if (!meters) {
      meters = { time: this.#requestTimes.of(...labelsOf(route)), byStatus: new Map() };
      this.#byRoute.set(route, meters);
    }
    let counter = meters.byStatus.get(status);
    if (!counter) {
      counter = this.#requests.of(...labelsOf(route), String(status));
      meters.byStatus.set(status, counter);
    }
    counter.value++;
    meters.time.observe(seconds);
  }

  /** An event was committed; one that tells of a state counts as its change. */
  stored({ event, resource }: Event): void {
    this.eventsStored.value++;
    const type = resource["prefect.state-type"];
    if (typeof type !== "string") return;
    if (event.startsWith("prefect.task-run.")) this.#changes.task_run.get(type)?.add();
    else if (event.startsWith("prefect.flow-run.")) this.#changes.flow_run.get(type)?.add();
  }

  sockets(kind: SocketKind): Gauge {
    return this.#sockets.of(kind);
  }

  /** Open sockets of each kind that there was one of. */
  get openSockets(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#sockets.all()].map(({ labels, meter }) => [labels["kind"]!, meter.value]));
  }
}

/** A path as the API's description writes it: `/api/flow_runs/{id}`. */
const labelsOf = (route: RouteDefinition | undefined): [method: string, path: string] =>
  route ? [route.method, `/api${route.path.replace(/:(\w+)/g, "{$1}")}`] : ["other", "none"];
