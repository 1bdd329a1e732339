import { expect, it } from "vitest";
import { wrapped } from "./wrapped.ts";

const TEXT = `
One paragraph that goes over
two lines.

Examples:
  $ weir an example that is never broken, however long
  $ another
Last one, which is too long for it.
`;

it("breaks paragraphs anew where they are too wide, and nothing else", () => {
  expect(wrapped(TEXT, 20)).toBe(`
One paragraph that
goes over two lines.

Examples:
  $ weir an example that is never broken, however long
  $ another
Last one, which is
too long for it.
`);
});

it("leaves a text alone that fits", () => {
  expect(wrapped(TEXT, 80)).toBe(TEXT);
});
