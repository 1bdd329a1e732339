import { expect, test } from "vitest";
import { serverWarnings, type WarningFacts } from "./server-warnings.ts";

const GIB = 1024 ** 3;
const service = {
  name: "scheduler",
  interval: 1,
  running: true,
  leads: true,
  runs: 5,
  failures: 0,
  failing: false,
  last_run: null,
  last_duration: null,
  lag: 0.5,
};
const well: WarningFacts = {
  database: { kind: "sqlite", schema: 1, size: GIB, used: GIB, disk: { size: 100 * GIB, free: 6 * GIB } },
  services: [service],
  event_loop: { p50: 0, p99: 0.01, max: 1 },
  removesOld: false,
  eventsBehind: 3,
};
const database = (more: Partial<WarningFacts["database"]>) => ({ database: { ...well.database, ...more } });
const serviceThat = (more: Partial<typeof service>) => ({ services: [{ ...service, ...more }] });

test.each<[string, Partial<WarningFacts>, string[]]>([
  ["nothing", {}, []],
  ["a disk that is nearly full", database({ disk: { size: 100 * GIB, free: 4 * GIB } }), ["disk_nearly_full"]],
  ["a small disk of which a tenth is left", database({ disk: { size: 10 * GIB, free: 1.5 * GIB } }), []],
  ["a small disk of which less is left", database({ disk: { size: 10 * GIB, free: 0.9 * GIB } }), ["disk_nearly_full"]],
  ["a service that failed", serviceThat({ failing: true }), ["service_failing"]],
  ["a service that is a minute late", serviceThat({ lag: 61 }), ["service_late"]],
  ["a rare service that is a minute late", serviceThat({ interval: 3600, lag: 61 }), []],
  ["a service that is switched off", serviceThat({ running: false, lag: 1e6 }), []],
  ["events that nobody reads", { eventsBehind: 61 }, ["automations_behind"]],
  ["a slow event loop", { event_loop: { p50: 0, p99: 0.3, max: 1 } }, ["event_loop_slow"]],
])("of %s is warned as it deserves", (_what, facts, codes) => {
  expect(serverWarnings({ ...well, ...facts }).map(({ code }) => code)).toEqual(codes);
});

test("a full disk says how to keep less, unless that was set", () => {
  const full = database({ disk: { size: 10 * GIB, free: 0 } });
  expect(serverWarnings({ ...well, ...full })[0]!.message).toContain("WEIR_SERVER_RUNS_RETENTION");
  expect(serverWarnings({ ...well, ...full, removesOld: true })[0]!.message).not.toContain("WEIR");
});
