import { expect, it } from "vitest";
import { withBase } from "./dashboard.ts";

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
