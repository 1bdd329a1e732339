import fc from "fast-check";
import { expect, test } from "vitest";
import { hideSecret, MASK, redact, redactJson } from "./redaction.ts";

// What is hidden stays so for the process: each test has secrets of its own.

test("a secret is hidden as it is, in base64, URL-encoded and in JSON", () => {
  const secret = 'p"ss w/rd&+\n-one';
  hideSecret(secret);
  const disguises = [
    secret,
    Buffer.from(secret).toString("base64"),
    Buffer.from(secret).toString("base64url"),
    encodeURIComponent(secret),
    new URLSearchParams({ q: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
  ];
  for (const disguise of disguises) expect(redact(`<${disguise}>`)).toBe(`<${MASK}>`);
});

test("base64 of something longer shows at most the edges of the secret in it", () => {
  hideSecret("hunter2-hunter2");
  for (const user of ["", "a", "ab", "abc", "somebody"]) {
    const header = Buffer.from(`${user}:hunter2-hunter2`).toString("base64");
    const shown = redact(`Basic ${header}`);
    expect(shown).toContain(MASK);
    const left = Buffer.from(shown.replace("Basic ", "").replaceAll("*", ""), "base64").toString("latin1");
    expect(left).not.toContain("unter2");
  }
});

test("no secret of eight characters or more gets through, whatever it is made of and whatever stands around it", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 8, maxLength: 40, unit: "binary" }),
      fc.string({ maxLength: 10 }),
      (secret, around) => {
        hideSecret(secret);
        expect(redact(around + secret + around)).not.toContain(secret);
      },
    ),
    { numRuns: 100, seed: 7 },
  );
});

test("short values, and texts without a secret, stay as they are", () => {
  hideSecret("1234567");
  expect(redact("1234567 is seven long")).toBe("1234567 is seven long");
});

test("of an object every text is hidden, and JSON is redacted in depth", () => {
  hideSecret({ token: "tok-aaaaaaaa", list: ["tok-bbbbbbbb", 5], none: null });
  expect(redactJson({ a: ["x tok-aaaaaaaa", { "tok-bbbbbbbb": 1 }], n: 5, z: null })).toEqual({
    a: [`x ${MASK}`, { [MASK]: 1 }],
    n: 5,
    z: null,
  });
});

test("of two secrets, one within the other, nothing is left over", () => {
  hideSecret("abcdefgh");
  hideSecret("abcdefgh-and-more");
  expect(redact("abcdefgh-and-more")).toBe(MASK);
});
