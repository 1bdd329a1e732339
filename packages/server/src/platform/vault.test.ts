import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openVault, VaultError } from "./vault.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weir-vault-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (): string => join(folder, "encryption.key");
const key = (): string => randomBytes(32).toString("base64");

test("what is sealed opens again, and does not show what it holds", () => {
  const vault = openVault({ keys: key(), file: file() });
  const sealed = vault.seal('{"password":"hunter2"}', "row-1");
  expect(sealed).not.toContain("hunter2");
  expect(vault.open(sealed, "row-1")).toBe('{"password":"hunter2"}');
  expect(vault.seal("x", "row-1")).not.toBe(vault.seal("x", "row-1"));
});

test("a sealed value that was changed, or stands in another row, does not open", () => {
  const vault = openVault({ keys: key(), file: file() });
  const sealed = vault.seal("secret", "row-1");
  expect(() => vault.open(sealed, "row-2")).toThrow(VaultError);
  const last = sealed.at(-5) === "A" ? "B" : "A";
  expect(() => vault.open(sealed.slice(0, -5) + last + sealed.slice(-4), "row-1")).toThrow(VaultError);
});

test("without a key that was set, one is made once, in a file that only its owner reads", () => {
  const sealed = openVault({ keys: undefined, file: file() }).seal("secret", "row");
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(openVault({ keys: undefined, file: file() }).open(sealed, "row")).toBe("secret");
});

test("the file is not touched before there is something to seal", () => {
  openVault({ keys: undefined, file: file() });
  expect(() => readFileSync(file())).toThrow();
});

test("a new key in front seals; the old one still opens", () => {
  const old = key();
  const before = openVault({ keys: old, file: file() }).seal("secret", "row");
  const rotated = openVault({ keys: `${key()},${old}`, file: file() });
  expect(rotated.open(before, "row")).toBe("secret");
  const after = rotated.seal("secret", "row");
  expect(() => openVault({ keys: old, file: file() }).open(after, "row")).toThrow(/does not have/);
});

test("a key of the wrong length is refused at once", () => {
  expect(() => openVault({ keys: "c2hvcnQ=", file: file() })).toThrow(/32 bytes/);
});
