import { CircleAlert } from "lucide-react";
import { type ReactElement, useId, useRef } from "react";
import type { Draft } from "../../../data/automation-draft.ts";
import { Button } from "../../../ui/button.tsx";
import { CopyButton } from "../../../ui/copy.tsx";

interface JsonPaneProps {
  readonly draft: Draft;
  /** Lines, from 1, with what the server refused. */
  readonly refused: ReadonlyMap<number, string>;
  readonly onText: (text: string) => void;
}

/** The draft as JSON. It has as many rows as lines, so that the numbers beside it scroll with it. */
export function JsonPane({ draft, refused, onText }: JsonPaneProps): ReactElement {
  const { text, fault } = draft;
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const lines = text.split("\n").length;
  const goThere = (): void => {
    area.current?.focus();
    area.current?.setSelectionRange(fault?.offset ?? 0, fault?.offset ?? 0);
  };
  return (
    <>
      <div className="flex h-9 items-center gap-2">
        <h2 className="flex-1 font-semibold">
          <label htmlFor={id}>JSON</label>
        </h2>
        <CopyButton text={text} label="Copy the JSON" className="-mr-1.5" />
      </div>
      <div
        data-fault={fault ? "" : undefined}
        className="flex rounded-xl border bg-panel outline-focus focus-within:outline-2 focus-within:outline-offset-1 data-fault:border-danger"
      >
        <ol
          aria-hidden
          className="num rounded-l-xl bg-sunken px-2 py-2 text-right font-mono text-xs leading-5 text-ink-3 select-none"
        >
          {Array.from({ length: lines }, (_, index) => {
            const isWrong = fault?.line === index + 1 || refused.has(index + 1);
            return (
              <li
                key={index}
                title={refused.get(index + 1)}
                data-tone={isWrong ? "bad" : undefined}
                className={isWrong ? "-mx-2 bg-tone-tint px-2 font-semibold text-tone-text" : ""}
              >
                {index + 1}
              </li>
            );
          })}
        </ol>
        <textarea
          ref={area}
          id={id}
          value={text}
          rows={lines}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={fault !== undefined}
          aria-describedby={`${id}-state`}
          onChange={(event) => onText(event.target.value)}
          className="min-w-0 flex-1 resize-none overflow-x-auto overflow-y-hidden rounded-r-xl px-3 py-2 font-mono text-xs leading-5 outline-none"
        />
      </div>
      <div id={`${id}-state`} role="status" className="sticky bottom-0 mt-1 -mx-1 bg-canvas px-1 py-2 text-xs">
        {fault ? (
          <span data-tone="bad" className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium text-tone-text">
            <CircleAlert aria-hidden className="size-4 shrink-0" />
            <span className="min-w-0 flex-1">
              Line {fault.line}, column {fault.column}: {fault.message}
            </span>
            <Button className="h-7" onClick={goThere}>
              Go there
            </Button>
          </span>
        ) : (
          <span className="text-ink-3">In step with the form.</span>
        )}
      </div>
    </>
  );
}
