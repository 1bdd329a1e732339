import { expect, test } from "vitest";
import { dockerfile, withTag } from "./image.ts";

test.each([
  ["flows", "flows:20260203-040506"],
  ["registry:5000/team/flows", "registry:5000/team/flows:20260203-040506"],
  ["registry:5000/flows:1", "registry:5000/flows:1"],
  ["flows@sha256:00", "flows@sha256:00"],
])("image %s is made as %s", (image, name) => {
  expect(withTag(image, new Date("2026-02-03T04:05:06.7Z"))).toBe(name);
});

test("a Dockerfile installs what package.json names, as the lock file has it", () => {
  expect(dockerfile("node:24-slim", new Set(["package.json", "package-lock.json"]))).toContain("RUN npm ci --omit=dev");
  expect(dockerfile("node:24-slim", new Set(["package.json"]))).toContain("RUN npm install --omit=dev");
  expect(dockerfile("node:24-slim", new Set())).not.toContain("RUN");
});
