import { Invalid } from "@weir/client";
import { useBlocker } from "@tanstack/react-router";
import { Undo2 } from "lucide-react";
import { type ReactElement, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import {
  draftOf,
  pathText,
  placed,
  type Problem,
  problemsOf,
  type Refusal,
  undone,
  type Written,
  writtenAsText,
  writtenByForm,
} from "../../../data/automation-draft.ts";
import { isObject, type JsonObject, same } from "../../../data/json-path.ts";
import { lineOf } from "../../../data/json-text.ts";
import { useLiveTopics } from "../../../data/live/use-live.ts";
import { Button, IconButton } from "../../../ui/button.tsx";
import { Confirm, Refused } from "../../../ui/confirm.tsx";
import { RehearsalPanel } from "../rehearsal-panel.tsx";
import { DraftForm } from "./draft-form.tsx";
import { JsonPane } from "./json-pane.tsx";
import { spotOf } from "./spot.ts";

interface EditorProps {
  readonly title: string;
  /** What the button says. */
  readonly label: string;
  readonly initial: JsonObject;
  /** Above the form. */
  readonly intro?: ReactNode;
  readonly save: (value: JsonObject) => Promise<void>;
  /** Leads to where one came from, or on to what was saved. */
  readonly leave: () => Promise<void>;
}

const TOPICS = ["events"] as const;

type View = "form" | "json";

/** Writes an automation: its JSON, and a form that shows and changes it. */
export function Editor({ title, label, initial, intro, save, leave }: EditorProps): ReactElement {
  // Nothing here lives; without it the page would look as if it were not connected.
  useLiveTopics(TOPICS);
  const [written, setWritten] = useState<Written>(() => ({ draft: draftOf(initial), past: [] }));
  const { draft, past } = written;
  const [refusal, setRefusal] = useState<Refusal>();
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);
  // Beside each other where there is room; on a phone one at a time.
  const [view, setView] = useState<View>("form");
  const form = useRef<HTMLFormElement>(null);
  const saved = useRef(false);
  const dirty = draft.fault !== undefined || !same(draft.value, initial);
  const blocker = useBlocker({
    shouldBlockFn: () => dirty && !saved.current,
    enableBeforeUnload: () => dirty && !saved.current,
    withResolver: true,
  });
  const { value, text, fault } = draft;
  const places = useMemo(() => placed(value, refusal), [value, refusal]);
  const refused = useMemo(
    () => (refusal && !fault ? linesOf(refusal, value, text) : NO_LINES),
    [refusal, fault, value, text],
  );
  useEffect(() => {
    if (refusal || failed) form.current?.querySelector<HTMLElement>("[data-above], [aria-invalid=true]")?.focus();
  }, [refusal, failed]);

  const refuse = (problems: readonly Problem[]): void => {
    setView("form");
    setRefusal({ value, problems });
  };
  const go = async (): Promise<void> => {
    if (fault) return setView("json");
    const unread = form.current?.querySelector<HTMLElement>("[data-unread]");
    if (unread) {
      setView("form");
      // On a phone it is shown only after this.
      return void requestAnimationFrame(() => unread.focus());
    }
    setFailed(undefined);
    // The server takes it, but nobody could find it again.
    if (value["name"] === "") return refuse([{ path: ["name"], message: "It needs a name." }]);
    setBusy(true);
    try {
      await save(value);
      saved.current = true;
      await leave();
    } catch (error) {
      setBusy(false);
      if (error instanceof Invalid && error.fields.length > 0) refuse(problemsOf(error.fields));
      else setFailed(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <form
      ref={form}
      noValidate
      aria-label={title}
      className="flex h-full flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b bg-panel px-6 py-3 max-sm:px-3">
        <h1 className="min-w-0 flex-1 truncate text-lg font-semibold tracking-tight max-sm:basis-full">{title}</h1>
        <div role="group" aria-label="Show" className="flex gap-1 lg:hidden">
          {(["form", "json"] as const).map((one) => (
            <Button
              key={one}
              aria-pressed={view === one}
              onClick={() => setView(one)}
              className="aria-pressed:border-accent aria-pressed:bg-selected"
            >
              {one === "form" ? "Form" : "JSON"}
            </Button>
          ))}
        </div>
        <div className="flex gap-2 max-sm:ml-auto">
          <IconButton label="Undo" disabled={past.length === 0} onClick={() => setWritten(undone(written))}>
            <Undo2 aria-hidden />
          </IconButton>
          <Button look="plain" onClick={() => void leave()}>
            Cancel
          </Button>
          <Button look="solid" type="submit" disabled={busy}>
            {label}
          </Button>
        </div>
      </header>
      <div className="grid min-h-0 flex-1 lg:grid-cols-[minmax(0,5fr)_minmax(0,4fr)]">
        <div
          data-view={view}
          className="min-h-0 overflow-y-auto px-6 pt-4 pb-16 max-lg:data-[view=json]:hidden max-sm:px-3"
        >
          {fault && (
            // It lies over the form, which does not move for it.
            <div className="sticky top-0 z-10 h-0">
              <p
                role="alert"
                data-tone="late"
                className="mx-auto max-w-3xl rounded-lg border border-tone bg-tone-tint px-3 py-2 text-tone-text shadow-float"
              >
                The JSON cannot be read: line {fault.line}, column {fault.column}. Once it can, the form goes on.
              </p>
            </div>
          )}
          <div className="mx-auto flex max-w-3xl flex-col gap-4">
            {intro}
            {failed && (
              <div data-above="" tabIndex={-1}>
                <Refused reason={failed} />
              </div>
            )}
            {places.above.length > 0 && <Above problems={places.above} />}
            <fieldset disabled={fault !== undefined} className="min-w-0 disabled:opacity-60">
              <DraftForm
                spot={spotOf(value, [], places, (next) => isObject(next) && setWritten(writtenByForm(written, next)))}
              />
            </fieldset>
            <section aria-label="Try it on past events" className="-mx-6 border-t pt-4 max-sm:-mx-3">
              <RehearsalPanel trigger={value["trigger"]} />
            </section>
          </div>
        </div>
        <div
          data-view={view}
          className="flex min-h-0 flex-col overflow-y-auto border-l px-6 pt-2 max-lg:border-l-0 max-lg:data-[view=form]:hidden max-sm:px-3"
        >
          <JsonPane draft={draft} refused={refused} onText={(next) => setWritten(writtenAsText(written, next))} />
        </div>
      </div>
      {blocker.status === "blocked" && (
        <Confirm
          title="Leave without saving?"
          means="What you have written here is lost."
          label="Leave"
          // Resolving it takes the question away by itself.
          act={() => Promise.resolve(blocker.proceed())}
          onClose={blocker.reset}
        />
      )}
    </form>
  );
}

const NO_LINES: ReadonlyMap<number, string> = new Map();

/** The lines of the text with what is refused and not changed since. */
function linesOf(refusal: Refusal, value: JsonObject, text: string): ReadonlyMap<number, string> {
  const { above, atField } = placed(value, refusal);
  const standing = [
    ...above,
    ...refusal.problems.filter(({ message }) => [...atField.values()].includes(message)),
  ].filter(({ path }) => path.length > 0);
  return new Map(standing.map(({ path, message }) => [lineOf(text, path), message]));
}

/** What was refused of a part that has no field. */
const Above = ({ problems }: { readonly problems: readonly Problem[] }): ReactElement => (
  <div
    role="alert"
    data-above=""
    data-tone="bad"
    tabIndex={-1}
    className="rounded-lg bg-tone-tint px-3 py-2 text-tone-text"
  >
    <ul className="flex flex-col gap-0.5">
      {problems.map(({ path, message }, index) => (
        <li key={index}>
          {path.length > 0 && <span className="font-medium">{pathText(path)}: </span>}
          {message}
        </li>
      ))}
    </ul>
  </div>
);
