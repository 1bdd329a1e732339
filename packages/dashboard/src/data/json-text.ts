/** JSON as a person types it: where it breaks off, in every browser's same words, and on which line a part of it stands. */

export type Path = readonly (string | number)[];

export interface JsonFault {
  readonly message: string;
  /** Characters from the start of the text. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

export type JsonReading = { readonly value: unknown } | { readonly fault: JsonFault };

/** Deeper than anybody writes by hand, and far from where the browser's stack ends. */
const DEEPEST = 100;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const TEXT = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /[A-Za-z]+/y;
const SPACE = /[ \t\n\r]*/y;

class Broken extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Walks over a JSON text and tells of each value in it where it begins. */
class Walk {
  readonly #text: string;
  readonly #visit: (path: Path, start: number) => void;
  #at = 0;

  constructor(text: string, visit: (path: Path, start: number) => void) {
    this.#text = text;
    this.#visit = visit;
  }

  whole(): void {
    this.#value([]);
    this.#space();
    if (this.#at < this.#text.length) throw this.#broken("Nothing may follow here");
  }

  #value(path: Path): void {
    this.#space();
    if (path.length > DEEPEST) throw this.#broken("This is nested too deeply");
    this.#visit(path, this.#at);
    const first = this.#text[this.#at];
    if (first === "{") this.#object(path);
    else if (first === "[") this.#list(path);
    else if (first === '"') this.#string();
    else if (first === "-" || (first !== undefined && first >= "0" && first <= "9")) this.#number();
    else this.#word();
  }

  #object(path: Path): void {
    this.#at++;
    if (this.#takes("}")) return;
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') throw this.#broken('A name in "quotes" is expected');
      const key = this.#string();
      if (!this.#takes(":")) throw this.#broken("A colon is expected");
      this.#value([...path, key]);
    } while (this.#takes(","));
    if (!this.#takes("}")) throw this.#broken("A comma or } is expected");
  }

  #list(path: Path): void {
    this.#at++;
    if (this.#takes("]")) return;
    let index = 0;
    do this.#value([...path, index++]);
    while (this.#takes(","));
    if (!this.#takes("]")) throw this.#broken("A comma or ] is expected");
  }

  #string(): string {
    const found = this.#match(TEXT);
    if (found === undefined) throw this.#broken("This text is not closed, or has a character that must be escaped");
    return JSON.parse(found) as string;
  }

  #number(): void {
    if (this.#match(NUMBER) === undefined) throw this.#broken("This is no number");
  }

  #word(): void {
    const start = this.#at;
    const found = this.#match(WORD);
    if (found === "true" || found === "false" || found === "null") return;
    this.#at = start;
    throw this.#broken("A value is expected");
  }

  #takes(sign: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    this.#match(SPACE);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #broken(message: string): Broken {
    return new Broken(this.#at >= this.#text.length ? `${message}, but the text ends` : message, this.#at);
  }
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;

export function readJsonText(text: string): JsonReading {
  try {
    new Walk(text, () => {}).whole();
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    const { message, offset } = error;
    const column = offset - text.lastIndexOf("\n", offset - 1);
    return { fault: { message, offset, line: lineAt(text, offset), column: offset === 0 ? 1 : column } };
  }
  return { value: JSON.parse(text) as unknown };
}

/** The line, from 1, on which the value at a path begins, or the nearest one around it that is there. */
export function lineOf(text: string, path: Path): number {
  let best = { length: -1, offset: 0 };
  try {
    new Walk(text, (at, offset) => {
      const isOnTheWay = at.length <= path.length && at.every((key, index) => key === path[index]);
      if (isOnTheWay && at.length >= best.length) best = { length: at.length, offset };
    }).whole();
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
  }
  return lineAt(text, best.offset);
}
