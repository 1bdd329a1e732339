import { expect, it } from "vitest";
import { withBase, withVersion } from "./dashboard.ts";

const PAGE = '<head><base href="/" /></head>';

it.each([
  ["/weir", '<head><base href="/weir/" /></head>'],
  ["/tools/weir/", '<head><base href="/tools/weir/" /></head>'],
  [undefined, PAGE],
  ["", PAGE],
  ["/", PAGE],
  ["//elsewhere.example", PAGE],
  ['/"><script>', PAGE],
  ["https://elsewhere.example", PAGE],
])("below %j", (prefix, expected) => expect(withBase(PAGE, prefix)).toBe(expected));

it("names the server's version", () =>
  expect(withVersion('<meta name="weir-version" content="" />', "1.2.3")).toBe(
    '<meta name="weir-version" content="1.2.3" />',
  ));
