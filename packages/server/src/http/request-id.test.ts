import { expect, test } from "vitest";
import { requestIds } from "./request-id.ts";

test("a request keeps the name that its caller gave it, if it is one; others get their own", () => {
  const name = requestIds();
  expect(name({ headers: { "x-request-id": "trace/1.a:b" } })).toBe("trace/1.a:b");
  const made = [{}, { "x-request-id": "a b" }, { "x-request-id": 'a"\n' }, { "x-request-id": "x".repeat(129) }].map(
    (headers) => name({ headers }),
  );
  expect(new Set(made).size).toBe(4);
  for (const each of made) expect(each).toMatch(/^[0-9a-f]{8}-[0-9a-z]+$/);
});
