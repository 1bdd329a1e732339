import { describe, expect, it } from "vitest";
import { parseAnsi } from "./ansi.ts";

describe("parseAnsi", () => {
  it("leaves plain text alone", () => expect(parseAnsi("a [b] c")).toEqual([{ text: "a [b] c" }]));

  it("reads colours and weight", () => {
    expect(parseAnsi("\x1b[1;31mno\x1b[0m yes \x1b[92mok\x1b[39m.")).toEqual([
      { text: "no", color: "red", bold: true },
      { text: " yes " },
      { text: "ok", color: "green" },
      { text: "." },
    ]);
  });

  it("drops what moves the cursor", () => expect(parseAnsi("\x1b[2K\x1b[1Gdone")).toEqual([{ text: "done" }]));
});
