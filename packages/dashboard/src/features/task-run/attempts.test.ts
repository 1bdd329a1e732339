import type { State, StateType } from "@weir/contract";
import { expect, it } from "vitest";
import { attemptsOf } from "./attempts.ts";

const state = (type: StateType, second: number, message: string | null = null, name: string | null = null): State => ({
  id: `${type}-${second}`,
  type,
  name,
  message,
  timestamp: `2026-01-01T00:00:${String(second).padStart(2, "0")}Z`,
});
const START = Date.UTC(2026, 0, 1);

it("reads three attempts with the waits between them and the reasons", () => {
  const attempts = attemptsOf([
    state("PENDING", 0),
    state("RUNNING", 1),
    state("SCHEDULED", 2, "the bucket answered 503", "AwaitingRetry"),
    state("RUNNING", 5, null, "Retrying"),
    state("SCHEDULED", 6, "again 503", "AwaitingRetry"),
    state("RUNNING", 9, null, "Retrying"),
    state("COMPLETED", 10),
  ]);
  expect(
    attempts.map(({ number, waited, from, to, outcome, reason }) => [
      number,
      waited - START,
      from - START,
      to! - START,
      outcome.type,
      reason,
    ]),
  ).toEqual([
    [1, 0, 1000, 2000, "SCHEDULED", "the bucket answered 503"],
    [2, 2000, 5000, 6000, "SCHEDULED", "again 503"],
    [3, 6000, 9000, 10_000, "COMPLETED", undefined],
  ]);
});

it("takes several running states in a row for one attempt, which may still go on", () => {
  const attempts = attemptsOf([state("RUNNING", 1), state("RUNNING", 2)]);
  expect(attempts).toMatchObject([{ number: 1, from: START + 1000, to: undefined, outcome: { type: "RUNNING" } }]);
});

it("finds none where nothing has run, as with a result from the cache", () => {
  expect(attemptsOf([])).toEqual([]);
  expect(attemptsOf([state("PENDING", 0), state("COMPLETED", 1, null, "Cached")])).toEqual([]);
});
