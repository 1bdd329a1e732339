import { expect, test } from "vitest";
import { MASK, maskSecrets, unmaskSecrets } from "./secrets.ts";

test("a secret is hidden, whatever its shape; null is no secret", () => {
  const data = { value: { user: "u", password: { deep: "p" } }, list: ["a"], none: null, open: 1 };
  expect(maskSecrets(data, ["value", "list", "none", "missing"])).toEqual({
    value: MASK,
    list: MASK,
    none: null,
    open: 1,
  });
});

test("a path leads into objects, a star to each of their keys", () => {
  const data = { auth: { user: "u", password: "p" }, headers: { Authorization: "x", Accept: { any: "y" } } };
  expect(maskSecrets(data, ["auth.password", "headers.*"])).toEqual({
    auth: { user: "u", password: MASK },
    headers: { Authorization: MASK, Accept: MASK },
  });
});

test("an empty object under a star is hidden itself, and comes back", () => {
  expect(maskSecrets({ headers: {} }, ["headers.*"])).toEqual({ headers: MASK });
  expect(unmaskSecrets({ headers: MASK }, { headers: {} }, ["headers.*"])).toEqual({ headers: {} });
  expect(unmaskSecrets({ headers: MASK }, { headers: { A: "1" } }, ["headers.*"])).toEqual({ headers: { A: "1" } });
});

test("what comes back masked keeps the stored value; anything else is new", () => {
  const stored = { password: { a: 1 }, headers: { A: "1", B: "2" } };
  const sent = { password: MASK, headers: { A: MASK, B: "3", C: MASK } };
  expect(unmaskSecrets(sent, stored, ["password", "headers.*"])).toEqual({
    password: { a: 1 },
    headers: { A: "1", B: "3", C: MASK },
  });
});
