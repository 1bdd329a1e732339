/** What a Weir server tells of itself, laid out for people. */
import type { ServerStatus } from "@weir/contract";
import { bytes } from "../../output/bytes.ts";
import { paint } from "../../output/colours.ts";
import { properties, type PropertyValue } from "../../output/properties.ts";
import { type Cell, table } from "../../output/table.ts";
import { duration, relative } from "../../output/time.ts";

/** What is not one line: background services, and what somebody should look at. */
export function detailsText(status: ServerStatus): string {
  const parts = [services(status)];
  if (status.warnings.length > 0) parts.push(`${paint("yellow", "Look at this:")}\n${warnings(status)}`);
  return parts.join("\n\n");
}

export function figures({ database, counts, ...status }: ServerStatus): Readonly<Record<string, PropertyValue>> {
  const { disk } = database;
  const count = ({ count, more }: ServerStatus["counts"]["flows"]): string =>
    `${count.toLocaleString("en")}${more ? " or more" : ""}`;
  return {
    Up: `${duration(status.uptime)}, process ${status.pid}, Node ${status.node}`,
    Database: `${database.kind}, ${bytes(database.used)} used of ${bytes(database.size)}, schema ${database.schema}`,
    Disk: disk ? `${bytes(disk.free)} free of ${bytes(disk.size)}` : undefined,
    Flows: count(counts.flows),
    "Flow runs": count(counts.flow_runs),
    "Task runs": count(counts.task_runs),
    "Log lines": count(counts.logs),
    Events: count(counts.events),
    Memory: `${bytes(status.memory.resident)}, ${bytes(status.memory.heap)} of it objects`,
    "Event loop": `99 % within ${duration(status.event_loop.p99)}, longest ${duration(status.event_loop.max)}`,
    Requests: `${status.requests_underway} under way`,
    Sockets: named(status.sockets),
    Waiting: named(status.queues),
  };
}

/** "live 2, worker 1": those that are not 0. */
function named(numbers: Readonly<Record<string, number>>): string {
  const some = Object.entries(numbers).filter(([, count]) => count > 0);
  return some.length === 0 ? "none" : some.map(([name, count]) => `${name} ${count}`).join(", ");
}

function services({ services }: ServerStatus): string {
  const state = ({ failing, running, leads }: ServerStatus["services"][number]): Cell => {
    if (failing) return { text: "failing", style: "red" };
    if (!running) return { text: "off", style: "dim" };
    return leads === false ? { text: "elsewhere", style: "dim" } : { text: "ok", style: "green" };
  };
  return table(
    [
      { title: "SERVICE" },
      { title: "STATE" },
      { title: "LAST RUN", spare: true },
      { title: "TOOK", right: true, spare: true },
      { title: "RUNS", right: true },
      { title: "FAILED", right: true },
    ],
    services.map((service) => [
      service.name,
      state(service),
      service.last_run === null ? "" : relative(service.last_run),
      service.last_duration === null ? "" : duration(service.last_duration),
      service.runs.toLocaleString("en"),
      service.failures.toLocaleString("en"),
    ]),
  );
}

const warnings = ({ warnings }: ServerStatus): string =>
  properties(Object.fromEntries(warnings.map(({ code, message }) => [code, message])));
