/** Terminal colours in log lines, as spans. Other control sequences are dropped. */

export type AnsiColor = "red" | "green" | "yellow" | "blue" | "magenta" | "cyan" | "dim";

export interface AnsiSpan {
  readonly text: string;
  readonly color?: AnsiColor;
  readonly bold?: true;
}

const SEQUENCE = /\x1b\[([0-9;]*)([A-Za-z])/g;
const COLORS: Readonly<Record<number, AnsiColor>> = {
  1: "red",
  2: "green",
  3: "yellow",
  4: "blue",
  5: "magenta",
  6: "cyan",
};

interface Style {
  color?: AnsiColor;
  bold?: true;
}

export function parseAnsi(text: string): readonly AnsiSpan[] {
  if (!text.includes("\x1b[")) return [{ text }];
  const spans: AnsiSpan[] = [];
  let style: Style = {};
  let at = 0;
  const push = (end: number) => {
    if (end > at) spans.push({ text: text.slice(at, end), ...style });
  };
  for (const match of text.matchAll(SEQUENCE)) {
    push(match.index);
    at = match.index + match[0].length;
    if (match[2] === "m") style = restyle(style, match[1] ?? "");
  }
  push(text.length);
  return spans;
}

function restyle(style: Style, codes: string): Style {
  let { color, bold } = style;
  for (const code of codes.split(";").map(Number)) {
    if (code === 0) [color, bold] = [undefined, undefined];
    else if (code === 1) bold = true;
    else if (code === 22) bold = undefined;
    else if (code === 2 || code === 90) color = "dim";
    else if (code === 39) color = undefined;
    else if (code >= 30 && code <= 37) color = COLORS[code - 30];
    else if (code >= 91 && code <= 97) color = COLORS[code - 90];
  }
  return { ...(color && { color }), ...(bold && { bold }) };
}
