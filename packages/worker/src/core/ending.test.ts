import { expect, test } from "vitest";
import { endingOf, type Exit } from "./ending.ts";

const exit = (more: Partial<Exit>): ReturnType<typeof endingOf> =>
  endingOf({ what: "process", code: null, signal: null, output: [], outOfMemory: false, stopped: false, ...more });

test.each([
  [{ code: 0 }, true, 0, "its process ended with exit code 0"],
  [{ code: 3 }, false, 3, "its process ended with exit code 3"],
  [{ code: 1, output: ["MemoryError"] }, false, 1, "its process ended with exit code 1: memory ran out"],
  [{ signal: "SIGSEGV" }, false, -11, "its process was killed by SIGSEGV"],
  [{ code: 143 }, false, 143, "its process was killed by SIGTERM"],
  [{ signal: "SIGKILL", outOfMemory: true }, false, -9, /killed by the system, as memory ran out/],
  [{ signal: "SIGKILL" }, false, -9, /by somebody, or by the system for want of memory/],
  [{ signal: "SIGKILL", stopped: true }, false, -9, "its process was ended by the worker (SIGKILL)"],
] as const)("%o", (given, ok, code, reason) => {
  const ending = exit(given as Partial<Exit>);
  expect([ending.ok, ending.code]).toEqual([ok, code]);
  if (typeof reason === "string") expect(ending.reason).toBe(reason);
  else expect(ending.reason).toMatch(reason);
});
