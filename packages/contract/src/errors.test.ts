import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ERRORS } from "./errors.ts";

test("the reference page lists exactly the errors that there are", () => {
  const page = readFileSync(new URL("../../../docs/reference/errors.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` *\| (\d+) *\| `(\w+)` *\|$/gm)];
  const listed = Object.fromEntries(rows.map(([, code, status, body]) => [code, { status: Number(status), body }]));
  expect(listed).toEqual(ERRORS);
});
