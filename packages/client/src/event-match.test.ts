import { expect, test } from "vitest";
import { eventFilter } from "./event-match.ts";

test("names and ids are meant exactly, or by their beginning", () => {
  expect(eventFilter({ event: ["a", "b.*"], resource: "shop.*" })).toEqual({
    event: { name: ["a"], prefix: ["b."] },
    resource: { id_prefix: ["shop."] },
  });
  expect(eventFilter({ event: "a", resource: ["x", "y"] })).toEqual({
    event: { name: ["a"] },
    resource: { id: ["x", "y"] },
  });
});

test("labels are handed on; what is not said is not asked for", () => {
  expect(eventFilter({ resource: { "prefect.resource.name": "n" }, related: { role: ["a", "b"] } })).toEqual({
    resource: { labels: { "prefect.resource.name": "n" } },
    related: { labels: { role: ["a", "b"] } },
  });
  expect(eventFilter({ event: [], resource: undefined })).toEqual({});
});
