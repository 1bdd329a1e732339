import { expect, it } from "vitest";
import { ApiError, errorOf, Invalid, NotFound, Unavailable, Unreachable } from "./errors.ts";

const call = { method: "GET", path: "/flows/1" } as const;
const answer = (status: number, body: unknown, headers = {}) => ({ status, body, headers });

it("names the call, the status and the server's reason", () => {
  const error = errorOf(call, answer(404, { detail: "Flow not found" }));
  expect(error).toBeInstanceOf(NotFound);
  expect(error).toMatchObject({ name: "NotFound", status: 404, code: "not_found", body: { detail: "Flow not found" } });
  expect(error.message).toBe("GET /flows/1: 404 Flow not found");
});

it("lists the fields that the server did not take", () => {
  const detail = { type: "missing", loc: ["body", "name"], msg: "Field required", input: {} };
  const error = errorOf(
    call,
    answer(422, { exception_message: "Invalid request received.", exception_detail: [detail] }),
  );
  expect(error).toBeInstanceOf(Invalid);
  expect((error as Invalid).fields).toEqual([{ loc: ["body", "name"], message: "Field required", type: "missing" }]);
  expect(error.message).toContain("body.name: Field required");
});

it("has no fields where the server only gave a reason", () => {
  expect((errorOf(call, answer(422, { detail: "no" })) as Invalid).fields).toEqual([]);
});

it("knows an error of another copy of the package by its code", () => {
  const copy = Object.assign(new Error("elsewhere"), {
    [Symbol.for("weir.api-error.codes")]: ["unreachable", "unavailable", "api_error"],
  });
  expect(copy).toBeInstanceOf(ApiError);
  expect(copy).toBeInstanceOf(Unavailable);
  expect(copy).toBeInstanceOf(Unreachable);
  expect(copy).not.toBeInstanceOf(NotFound);
  expect(null).not.toBeInstanceOf(NotFound);
});

it("does not take an error for one of a class derived elsewhere", () => {
  class MissingFlow extends NotFound {}
  expect(errorOf(call, answer(404, undefined))).not.toBeInstanceOf(MissingFlow);
  expect(new MissingFlow(call, answer(404, undefined))).toBeInstanceOf(NotFound);
});

it("says why there was no answer", () => {
  const cause = new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:1") });
  const error = new Unreachable(call, cause);
  expect(error).toMatchObject({ status: 0, code: "unreachable", cause });
  expect(error.message).toBe("GET /flows/1: no answer (connect ECONNREFUSED 127.0.0.1:1)");
});

it.each([
  ["7", 7],
  ["-1", 0],
  ["soon", undefined],
])("reads Retry-After %s as %s", (value, seconds) => {
  expect(errorOf(call, answer(423, undefined, { "retry-after": value })).retryAfter).toBe(seconds);
});

it("reads Retry-After as a date", () => {
  const date = new Date(Date.now() + 3_600_000).toUTCString();
  const error = errorOf(call, answer(503, undefined, { "retry-after": date }));
  expect(error).toBeInstanceOf(Unavailable);
  expect(error.retryAfter).toBeGreaterThan(3500);
});
