/** Metrics that are not counted but read when somebody asks for them. */
import { WEIR_VERSION } from "@weir/contract";
import type { ServiceReport } from "../platform/lifecycle.ts";
import type { Sample } from "../platform/metrics.ts";
import { databaseSize } from "../storage/queries/database.ts";
import type { Context } from "./context.ts";
import { eventsBehind } from "./server-status.ts";

export function declareMeasures(context: Context): void {
  const { meters, store } = context;
  const { registry } = meters;
  const services = (value: (report: ServiceReport) => number | null) => (): Sample[] =>
    meters.services.flatMap((service) => {
      const read = value(service.report());
      return read === null ? [] : { labels: { service: service.name }, value: read };
    });

  registry.read("weir_info", "The server's version, and the kind of its database.", "gauge", () => [
    { labels: { version: WEIR_VERSION, database: store.dialect, node: process.version }, value: 1 },
  ]);
  registry.read("weir_queue_length", "What waits, by queue.", "gauge", () =>
    [...meters.queues].map(([queue, length]) => ({ labels: { queue }, value: length() })),
  );
  registry.read("weir_automations_lag_seconds", "How long the oldest event waits for automations.", "gauge", () =>
    eventsBehind(context),
  );

  registry.read(
    "weir_service_runs_total",
    "Runs of background services.",
    "counter",
    services(({ runs }) => runs),
  );
  registry.read(
    "weir_service_failures_total",
    "Runs of background services that failed.",
    "counter",
    services(({ failures }) => failures),
  );
  registry.read(
    "weir_service_changes_total",
    "Things that background services changed.",
    "counter",
    services(({ changed }) => changed),
  );
  registry.read(
    "weir_service_last_run_timestamp_seconds",
    "When a background service last ran here.",
    "gauge",
    services(({ lastRun }) => lastRun && lastRun / 1e6),
  );
  registry.read(
    "weir_service_last_duration_seconds",
    "How long the last run of a background service took.",
    "gauge",
    services(({ lastDuration }) => lastDuration),
  );
  registry.read(
    "weir_service_lag_seconds",
    "Time since the run that is due, or under way, was due.",
    "gauge",
    services(({ lag }) => lag),
  );
  registry.read(
    "weir_service_leads",
    "1 where this server, of those on the database, runs the service.",
    "gauge",
    services(({ leads }) => (leads === null ? null : Number(leads))),
  );

  registry.read(
    "weir_database_bytes",
    "Size of the database: on the disk, and what holds something.",
    "gauge",
    async () => {
      const { size, used } = await store.read(databaseSize);
      return [
        { labels: { kind: "size" }, value: size },
        { labels: { kind: "used" }, value: used },
      ];
    },
  );

  registry.read("process_resident_memory_bytes", "Resident memory.", "gauge", () => process.memoryUsage.rss());
  registry.read("process_cpu_seconds_total", "Time on a processor.", "counter", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  registry.read("process_start_time_seconds", "When the server started.", "gauge", () => meters.started / 1e6);
  registry.read(
    "nodejs_heap_used_bytes",
    "Memory of JavaScript objects.",
    "gauge",
    () => process.memoryUsage().heapUsed,
  );
  registry.read(
    "nodejs_eventloop_delay_seconds",
    "How long what is due waits for the event loop, of the last one to two minutes.",
    "gauge",
    () => {
      const { p50, p99, max } = meters.eventLoop.delay;
      return [
        { labels: { quantile: "0.5" }, value: p50 },
        { labels: { quantile: "0.99" }, value: p99 },
        { labels: { quantile: "1" }, value: max },
      ];
    },
  );
}
