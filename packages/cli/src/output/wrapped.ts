/** The paragraphs of a text broken anew where the terminal is narrower than they are; what is indented stays as it is. */
export function wrapped(text: string, width = process.stdout.isTTY ? process.stdout.columns : 120): string {
  const lines: string[] = [];
  let paragraph: string[] = [];
  const flush = (): void => {
    lines.push(...(paragraph.every((line) => line.length <= width) ? paragraph : fill(paragraph, width)));
    paragraph = [];
  };
  for (const line of text.split("\n")) {
    if (/^\S/.test(line)) {
      paragraph.push(line);
    } else {
      flush();
      lines.push(line);
    }
  }
  flush();
  return lines.join("\n");
}

/** A line in several of at most that width, as far as its words allow; each begins as far in as it does. */
export function folded(line: string, width: number): string[] {
  const indent = /^ */.exec(line)![0];
  return fill([line.trimStart()], width - indent.length).map((one) => indent + one);
}

function fill(paragraph: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of paragraph.join(" ").split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
