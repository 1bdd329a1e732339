import type { ReactElement } from "react";

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

/** More than this is shown without colours: each coloured token is an element. */
const COLOURED = 20_000;

/** A value as JSON: short ones on a line, longer ones indented. */
export function Json({ value }: { readonly value: unknown }): ReactElement {
  const short = JSON.stringify(value) ?? "undefined";
  const text =
    short.length <= 72
      ? short.replaceAll(/(?<=[,:])(?=\S)(?=(?:[^"]*"[^"]*")*[^"]*$)/g, " ")
      : JSON.stringify(value, null, 2);
  return (
    <pre className="font-mono text-xs leading-5 break-words whitespace-pre-wrap">
      {text.length > COLOURED ? text : [...colour(text)]}
    </pre>
  );
}

function* colour(text: string): Generator<ReactElement | string> {
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    yield text.slice(at, match.index);
    at = match.index + match[0].length;
    const [, string, colon, word] = match;
    if (string !== undefined && colon !== undefined) {
      yield (
        <span key={at} className="text-ink-2">
          {string}
        </span>
      );
      yield colon;
    } else {
      yield (
        <span
          key={at}
          data-tone={string !== undefined ? "ok" : word !== undefined ? "hold" : "run"}
          className="text-tone-text"
        >
          {match[0]}
        </span>
      );
    }
  }
  yield text.slice(at);
}
