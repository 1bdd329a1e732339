import type { StateType } from "@weir/contract";
import { STATE_TYPES } from "@weir/contract/states";
import clsx from "clsx";
import { ArrowDownWideNarrow, CalendarClock, CornerDownRight, Search, X } from "lucide-react";
import { type ReactElement, useEffect, useRef, useState } from "react";
import { type RunsSearch, type RunsSort, spanOf } from "../../data/runs-search.ts";
import { Button } from "../../ui/button.tsx";
import { formatMoment } from "../../ui/format/time.ts";
import { useKeys } from "../../ui/keys.ts";
import { ChoiceMenu } from "../../ui/menu.tsx";
import { useNow } from "../../ui/now.ts";
import { StateIcon } from "../../ui/state-badge.tsx";
import { stateLabel, stateLook } from "../../ui/states.ts";

const SORTS: readonly { readonly value: RunsSort; readonly label: string }[] = [
  { value: "newest", label: "Newest first" },
  { value: "oldest", label: "Oldest first" },
  { value: "ended", label: "Last ended first" },
  { value: "name", label: "By name" },
];

const SPANS = [
  { value: "any", label: "Any time" },
  { value: "1h", label: "Last hour" },
  { value: "24h", label: "Last 24 hours" },
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
] as const;

/** Most wanted first: what is going on, what went wrong, then the rest. */
const STATES = (["RUNNING", "FAILED", "CRASHED", "COMPLETED"] as StateType[]).concat(
  STATE_TYPES.filter((type) => !["RUNNING", "FAILED", "CRASHED", "COMPLETED", "CANCELLING"].includes(type)),
);

const count = new Intl.NumberFormat();

interface RunsFiltersProps {
  readonly search: RunsSearch;
  /** How many runs match; `undefined` until that is known. */
  readonly total: number | undefined;
  readonly onChange: (change: Partial<RunsSearch>) => void;
}

export function RunsFilters({ search, total, onChange }: RunsFiltersProps): ReactElement {
  const sort = search.sort ?? "newest";
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <QueryBox value={search.q ?? ""} onChange={(q) => onChange({ q: q || undefined })} />
      <div className="flex flex-wrap items-center gap-2 max-sm:w-full">
        <Button
          aria-pressed={search.top ?? false}
          onClick={() => onChange({ top: search.top ? undefined : true })}
          className="aria-pressed:border-accent aria-pressed:bg-selected"
        >
          <CornerDownRight aria-hidden className="size-3.5" />
          Hide subflows
        </Button>
        <SpanMenu search={search} onChange={onChange} />
        <ChoiceMenu
          label="Order"
          value={sort}
          choices={SORTS}
          onChoose={(chosen) => onChange({ sort: chosen === "newest" ? undefined : chosen })}
        >
          <Button className="max-sm:flex-1">
            <ArrowDownWideNarrow aria-hidden className="size-3.5" />
            {SORTS.find(({ value }) => value === sort)?.label}
          </Button>
        </ChoiceMenu>
      </div>
      <div className="flex w-full items-center gap-3">
        <StateToggles
          chosen={search.state ?? []}
          onChange={(state) => onChange({ state: state.length > 0 ? state : undefined })}
        />
        <span className="num ml-auto text-xs text-ink-3" aria-live="polite">
          {total !== undefined && `${count.format(total)} ${total === 1 ? "run" : "runs"}`}
        </span>
      </div>
    </div>
  );
}

function SpanMenu({ search, onChange }: Pick<RunsFiltersProps, "search" | "onChange">): ReactElement {
  const now = useNow();
  const { from, to } = spanOf(search, now);
  const known = SPANS.find(({ value }) => value === (search.since ?? "any"));
  const own = search.until !== undefined || known === undefined;
  const moment = (millis: number | undefined, other: string): string =>
    millis === undefined ? other : formatMoment(millis, now);
  const label = own ? `${moment(from, "start")} – ${moment(to, "now")}` : known.label;
  return (
    <>
      <ChoiceMenu
        label="Started"
        value={own ? "own" : known.value}
        choices={SPANS}
        onChoose={(value) => onChange({ since: value === "any" ? undefined : value, until: undefined })}
      >
        <Button
          aria-label={`Started: ${label}`}
          aria-pressed={own || known.value !== "any"}
          className="num aria-pressed:border-accent aria-pressed:bg-selected max-sm:flex-1"
        >
          <CalendarClock aria-hidden className="size-3.5" />
          {label}
        </Button>
      </ChoiceMenu>
      {own && (
        <Button look="plain" aria-label="Any time" onClick={() => onChange({ since: undefined, until: undefined })}>
          <X aria-hidden className="size-3.5" />
        </Button>
      )}
    </>
  );
}

/** Waits for a pause in the typing (milliseconds) before it searches. */
const PAUSE = 250;

function QueryBox({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (text: string) => void;
}): ReactElement {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const sent = useRef(value);
  useKeys({ "/": () => input.current?.focus() });

  // The URL changed by other means than this box: back, a link, "clear".
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);

  useEffect(() => {
    if (text.trim() === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text.trim();
      onChange(text.trim());
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [text, onChange]);

  return (
    <label className="relative min-w-60 flex-1">
      <span className="sr-only">Filter runs by name, flow, tag or state name</span>
      <Search aria-hidden className="absolute top-2 left-2.5 size-4 text-ink-3" />
      <input
        ref={input}
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder="Name, flow:etl, tag:prod, state:late"
        autoComplete="off"
        spellCheck={false}
        className="h-8 w-full rounded-lg border bg-panel pr-8 pl-8 placeholder:text-ink-3 hover:border-line-strong focus:border-focus focus:outline-none [&::-webkit-search-cancel-button]:hidden"
      />
      {text === "" ? (
        <kbd
          aria-hidden
          className="absolute top-1.5 right-2 rounded border px-1.5 font-sans max-sm:hidden text-2xs leading-[1.125rem] text-ink-3"
        >
          /
        </kbd>
      ) : (
        <button
          type="button"
          aria-label="Clear the filter"
          onClick={() => setText("")}
          className="absolute top-1 right-1 grid size-6 place-items-center rounded text-ink-3 hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </button>
      )}
    </label>
  );
}

interface StateTogglesProps {
  readonly chosen: readonly StateType[];
  readonly onChange: (states: StateType[]) => void;
}

function StateToggles({ chosen, onChange }: StateTogglesProps): ReactElement {
  return (
    <div
      role="group"
      aria-label="States"
      className="-mx-1 flex min-w-0 gap-1 overflow-x-auto px-1 py-0.5 [scrollbar-width:none]"
    >
      {STATES.map((type) => {
        const on = chosen.includes(type);
        return (
          <button
            key={type}
            type="button"
            aria-pressed={on}
            data-tone={stateLook(type).tone}
            onClick={() => onChange(on ? chosen.filter((other) => other !== type) : [...chosen, type])}
            className={clsx(
              "flex h-7 shrink-0 items-center gap-1.5 rounded-full border pr-2.5 pl-1.5 text-xs font-medium transition-colors",
              on
                ? "border-tone bg-tone-tint text-tone-text"
                : "bg-panel text-ink-2 hover:border-line-strong hover:text-ink",
            )}
          >
            <StateIcon type={type} className="size-3.5 animate-none" />
            {stateLabel(type)}
          </button>
        );
      })}
    </div>
  );
}
