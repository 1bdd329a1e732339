import fc from "fast-check";
import { expect, test } from "vitest";
import { aheadUntil, judge, mostOf, PRIORITY_STEP, select, type Line } from "./admit.ts";
import type { Candidate, PoolFacts, QueueFacts, RunFacts } from "./facts.ts";

const NOW = 1_000_000;
type Run = RunFacts & { readonly id: string };

const run = (id: string, due: number | null = NOW, more: Partial<RunFacts> = {}): Run => ({
  id,
  stateType: "SCHEDULED",
  stateName: "Scheduled",
  due,
  priority: 0,
  isRetriedInProcess: false,
  ...more,
});
const pool = (more: Partial<PoolFacts> = {}): PoolFacts => ({
  name: "p",
  isPaused: false,
  limit: null,
  taken: 0,
  ...more,
});
const queue = (priority: number, more: Partial<QueueFacts> = {}): QueueFacts => ({
  name: `q${priority}`,
  isPaused: false,
  priority,
  limit: null,
  taken: 0,
  ...more,
});
const chosen = (lines: Line<Run>[], facts = pool(), most = 10) => select(facts, lines, NOW, most).map(({ id }) => id);

const candidate = (more: Partial<Candidate> = {}): Candidate => ({
  run: run("r"),
  pool: pool(),
  queue: queue(1),
  starter: { kind: "worker", isThere: true, command: "start one" },
  deployment: null,
  aheadInQueue: 0,
  aheadInPool: 0,
  ...more,
});
const shut = (more: Partial<Candidate>) =>
  judge(candidate(more), NOW).flatMap(({ gate, shut: why }) => (why ? [[gate, why.command ?? null]] : []));

test("the more urgent queue goes first, whatever the times of its runs", () => {
  const lines = [
    { queue: queue(2), runs: [run("early", 1)] },
    { queue: queue(1), runs: [run("late", NOW)] },
  ];
  expect(chosen(lines)).toEqual(["late", "early"]);
  expect(chosen(lines, pool({ limit: 1 }))).toEqual(["late"]);
  expect(chosen(lines, pool(), 1)).toEqual(["late"]);
});

test("within a queue a priority goes before others that are due up to ten minutes earlier, and no longer", () => {
  const late = 100 * PRIORITY_STEP;
  const runs = [
    run("patient", late - 3 * PRIORITY_STEP, { priority: -1 }),
    run("old", late - PRIORITY_STEP - 1),
    run("usual", late - PRIORITY_STEP + 1),
    run("urgent", late, { priority: 1 }),
  ];
  const order = select(pool(), [{ queue: queue(1), runs }], late, 10).map(({ id }) => id);
  expect(order).toEqual(["patient", "old", "urgent", "usual"]);
  for (const [at, one] of runs.entries())
    for (const other of runs.slice(at + 1)) {
      const isBefore = other.due! < aheadUntil(one.due!, one.priority, other.priority);
      expect(isBefore).toBe(order.indexOf(other.id) < order.indexOf(one.id));
    }
});

test("what a queue has taken counts for it, what a pool has taken counts for all its queues", () => {
  const lines = [
    { queue: queue(1, { limit: 2, taken: 1 }), runs: [run("a"), run("b")] },
    { queue: queue(2), runs: [run("c"), run("d")] },
  ];
  expect(chosen(lines)).toEqual(["a", "c", "d"]);
  expect(chosen(lines, pool({ limit: 3, taken: 1 }))).toEqual(["a", "c"]);
  expect(chosen(lines, pool({ limit: 1, taken: 5 }))).toEqual([]);
});

test("a run that may not start does not take the place of one that may", () => {
  const runs = [run("own", NOW, { isRetriedInProcess: true }), run("free")];
  expect(chosen([{ queue: queue(1, { limit: 1 }), runs }])).toEqual(["free"]);
});

test.each<[string, Partial<Candidate>, unknown[]]>([
  ["nothing is in the way", {}, []],
  ["it runs already", { run: run("r", null, { stateType: "RUNNING" }) }, [["state", null]]],
  ["it is not due", { run: run("r", NOW + 1) }, [["schedule", null]]],
  ["the pool is paused", { pool: pool({ isPaused: true }) }, [["work-pool", "weir work-pool resume p"]]],
  [
    "the queue is paused, and its name needs quotes",
    { queue: queue(1, { name: "it's", isPaused: true }) },
    [["work-queue", `weir work-queue resume 'it'\\''s' --pool p`]],
  ],
  [
    "no worker is there",
    { starter: { kind: "worker", isThere: false, command: "start one" } },
    [["worker", "start one"]],
  ],
  [
    "nobody could start it",
    { pool: null, queue: null, starter: { kind: null, isThere: false, command: null } },
    [["worker", null]],
  ],
  [
    "others of the queue come first",
    { queue: queue(1, { limit: 3, taken: 1 }), aheadInQueue: 2 },
    [["work-queue-limit", "weir work-queue update q1 --pool p --limit 4"]],
  ],
  [
    "the pool is full",
    { pool: pool({ limit: 1, taken: 1 }) },
    [["work-pool-limit", "weir work-pool update p --concurrency-limit 2"]],
  ],
  ["the deployment is full", { deployment: { name: "d", limit: 0, taken: 0 } }, [["deployment-limit", null]]],
])("%s", (_, more, gates) => {
  expect(shut(more)).toEqual(gates);
});

const room = fc.record({
  limit: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }),
  taken: fc.integer({ min: 0, max: 5 }),
});
const paused = fc.boolean();
const lineOf = (priority: number) =>
  fc
    .record({ room, isPaused: paused, dues: fc.array(fc.integer({ min: 0, max: 2 * NOW }), { maxLength: 6 }) })
    .map(({ room: facts, isPaused, dues }) => ({
      queue: queue(priority, { ...facts, isPaused }),
      runs: dues.toSorted((a, b) => a - b).map((due, index) => run(`${priority}.${index}`, due)),
    }));

test("no limit is ever passed, and reading no more of a queue than can be handed out changes nothing", () => {
  fc.assert(
    fc.property(room, paused, fc.tuple(lineOf(1), lineOf(2), lineOf(3)), (facts, isPaused, lines) => {
      const whole = pool({ ...facts, isPaused });
      const all = select(whole, lines, NOW, 10);
      const free = ({ limit, taken }: typeof facts) => (limit === null ? Infinity : Math.max(0, limit - taken));
      expect(all.length).toBeLessThanOrEqual(isPaused ? 0 : free(facts));
      for (const { queue: of, runs } of lines) {
        const given = all.filter((one) => runs.includes(one));
        expect(given.length).toBeLessThanOrEqual(of.isPaused ? 0 : free(of));
        expect(given.every(({ due }) => due! <= NOW)).toBe(true);
      }
      const cut = lines.map(({ queue: of, runs }) => ({ queue: of, runs: runs.slice(0, mostOf(whole, of, 10)) }));
      expect(select(whole, cut, NOW, 10)).toEqual(all);
    }),
  );
});
