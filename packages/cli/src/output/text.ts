/** Text of others, made fit to be shown: what is in names and messages must not steer the terminal. */
import { stripVTControlCharacters } from "node:util";
import { eastAsianWidth } from "get-east-asian-width";

const PLAIN = /^[\x20-\x7e]*$/;
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
const INVISIBLE = /^[\p{M}\p{Cf}]+$/u;

// Made when first needed: most texts are plain, and it takes time.
let segmenter: Intl.Segmenter | undefined;
const graphemesOf = (text: string): Intl.Segments => (segmenter ??= new Intl.Segmenter()).segment(text);

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemesOf(text)) width += widthOfOne(segment);
  return width;
}

function widthOfOne(grapheme: string): number {
  if (EMOJI.test(grapheme)) return 2;
  return INVISIBLE.test(grapheme) ? 0 : eastAsianWidth(grapheme.codePointAt(0)!);
}

/** The text in at most so many columns, its end cut off if need be. */
export function shorten(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let [kept, left] = ["", width - 1];
  for (const { segment } of graphemesOf(text)) {
    left -= widthOfOne(segment);
    if (left < 0) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

// Control characters of both ranges, and those that turn the direction of writing around.
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** The text without what would steer a terminal, colours too; its lines and tabs stay. */
export const harmless = (text: string): string =>
  stripVTControlCharacters(text.replaceAll("\r\n", "\n")).replace(STEERING, (character) =>
    character < " " ? String.fromCharCode(0x2400 + character.charCodeAt(0)) : "\ufffd",
  );

/** The text on one line. */
export const oneLine = (text: string): string => harmless(text).replaceAll(/\s*[\n\t]\s*/g, " ");
