import { expect, test } from "vitest";
import { splitWords } from "@weir/contract/templates";
import { programOf } from "./command.ts";

const OURS = ["node", "weir.js", "flow-run", "execute"];
const argv = (command: string | null, entrypoint: string | null): readonly string[] =>
  programOf(command, entrypoint, "ID", OURS).argv;

test("the language of a deployment is told by its entrypoint", () => {
  expect(argv(null, "flows/report.ts:report")).toEqual([...OURS, "ID"]);
  expect(argv("", "report.mjs")).toEqual([...OURS, "ID"]);
  expect(argv(null, "flows/report.py:report")).toEqual(["prefect", "flow-run", "execute"]);
  expect(argv(null, "my.module:report")).toEqual(["prefect", "flow-run", "execute"]);
});

test("a command of the job variables goes first, and that of Weir is this very program", () => {
  expect(argv("weir flow-run execute", "report.ts:report")).toEqual([...OURS, "ID"]);
  expect(argv("uv run --with 'a b' prefect flow-run execute", "x.ts:y")).toEqual([
    "uv",
    "run",
    "--with",
    "a b",
    "prefect",
    "flow-run",
    "execute",
  ]);
  expect(programOf("uv run prefect flow-run execute", null, "ID", OURS).cancelsItself).toBe(true);
  expect(programOf("python -m prefect.engine", null, "ID", OURS).cancelsItself).toBe(false);
});

test("words are split as a shell does", () => {
  expect(splitWords(String.raw`a  "b c" 'd "e' f\ g h"i"j "k\"l"`)).toEqual(["a", "b c", 'd "e', "f g", "hij", 'k"l']);
  expect(splitWords("")).toEqual([]);
});
