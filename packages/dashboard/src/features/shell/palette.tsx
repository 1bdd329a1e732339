import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import clsx from "clsx";
import { Copy, Keyboard, type LucideIcon, Monitor, Moon, Search, Sun, Workflow } from "lucide-react";
import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { isId, searchQuery } from "../../data/search.ts";
import { copyText } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { formatRelative, toMillis } from "../../ui/format/time.ts";
import { useNow } from "../../ui/now.ts";
import { StateIcon } from "../../ui/state-badge.tsx";
import { stateLabel, stateLook } from "../../ui/states.ts";
import { chooseTheme } from "../../ui/theme.ts";
import { toast } from "../../ui/toast.ts";
import { useLater } from "../../ui/later.ts";
import { FlowName } from "../runs/flow-name.tsx";
import { PAGES } from "./pages.ts";

interface Item {
  readonly key: string;
  readonly group: string;
  /** What is searched in, and read out. */
  readonly label: string;
  /** An id under which it is found too. */
  readonly id?: string;
  readonly icon: ReactNode;
  readonly more?: ReactNode;
  readonly run: () => void;
}

interface PaletteProps {
  readonly onClose: () => void;
  readonly onHelp: () => void;
}

/** Milliseconds without a key before the server is asked. */
const PAUSE = 120;

export function Palette({ onClose, onHelp }: PaletteProps): ReactElement {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();
  const sought = useLater(text.trim(), PAUSE);
  const commands = useCommands(onHelp);
  const found = useFound(sought);
  const items = useMemo(() => {
    const words = text.trim().toLowerCase();
    // What the server found for the text of a moment ago must not be what Enter opens.
    const fits = ({ label, id }: Item): boolean => id === words || label.toLowerCase().includes(words);
    return [...found, ...commands].filter(fits);
  }, [found, commands, text]);
  const active = items[Math.min(at, items.length - 1)];

  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active]);

  const choose = (item: Item | undefined): void => {
    if (!item) return;
    onClose();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") choose(active);
    else if (step === undefined) return;
    else setAt((Math.min(at, items.length - 1) + step + items.length) % Math.max(1, items.length));
    event.preventDefault();
  };

  return (
    <Dialog title="Search and commands" onClose={onClose} palette>
      <label className="relative border-b">
        <span className="sr-only">Search runs, flows and commands</span>
        <Search aria-hidden className="absolute top-3.5 left-4 size-4 text-ink-3" />
        <input
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={active && `${id}-${active.key}`}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          placeholder="A run's name or id, a flow, a page, a command"
          autoComplete="off"
          spellCheck={false}
          className="h-11 w-full bg-transparent pr-4 pl-11 text-base placeholder:text-ink-3 focus-visible:outline-none"
        />
      </label>
      <ul ref={list} id={`${id}-list`} role="listbox" aria-label="Results" className="min-h-0 overflow-y-auto p-1.5">
        {items.map((item, index) => (
          <li
            key={item.key}
            id={`${id}-${item.key}`}
            role="option"
            aria-selected={item === active}
            onPointerMove={() => setAt(index)}
            onClick={() => choose(item)}
            className={clsx(
              "flex h-9 cursor-default items-center gap-2.5 rounded-lg px-2.5",
              item === active && "bg-hover",
            )}
          >
            {item.icon}
            <span className="min-w-0 truncate">{item.label}</span>
            <span className="num ml-auto flex min-w-0 shrink-0 gap-2 text-xs text-ink-3">
              {item.more ?? item.group}
            </span>
          </li>
        ))}
      </ul>
      {items.length === 0 && <p className="px-5 pt-2 pb-6 text-center text-ink-3">Nothing matches “{text}”.</p>}
    </Dialog>
  );
}

/** Runs and flows that match; without a text, the newest runs. */
function useFound(text: string): readonly Item[] {
  const { data } = useQuery(searchQuery(text));
  const navigate = useNavigate();
  const now = useNow();
  const sought = isId(text);
  return useMemo(() => {
    const runs = data?.runs.map((run): Item => {
      const started = toMillis(run.start_time ?? run.expected_start_time);
      return {
        key: `run-${run.id}`,
        group: "Run",
        label: run.name ?? run.id,
        ...(sought && { id: text.toLowerCase() }),
        icon: (
          <span
            role="img"
            aria-label={stateLabel(run.state_type, run.state_name)}
            data-tone={stateLook(run.state_type, run.state_name).tone}
          >
            <StateIcon type={run.state_type} name={run.state_name} />
          </span>
        ),
        more: (
          <>
            <FlowName id={run.flow_id} className="max-w-40" />
            {started !== undefined && <span className="max-sm:hidden">{formatRelative(started, now)}</span>}
          </>
        ),
        run: () => void navigate({ to: "/runs/$id", params: { id: run.id } }),
      };
    });
    const flows = data?.flows.map(({ id, name }): Item => ({
      key: `flow-${id}`,
      group: "Runs of this flow",
      label: name,
      icon: <Glyph icon={Workflow} />,
      run: () => void navigate({ to: "/runs", search: { q: `flow:${/\s/.test(name) ? `"${name}"` : name}` } }),
    }));
    return [...(flows ?? []), ...(runs ?? [])];
  }, [data, navigate, now, sought, text]);
}

function useCommands(onHelp: () => void): readonly Item[] {
  const navigate = useNavigate();
  const { pathname, href } = useLocation();
  return useMemo(() => {
    const runId = /^\/runs\/([0-9a-f-]{36})$/.exec(pathname)?.[1];
    const copied = (text: string, what: string): Item => ({
      key: `copy-${what}`,
      group: "Copy",
      label: `Copy ${what}`,
      icon: <Glyph icon={Copy} />,
      run: () => void copyText(text).then(() => toast(`Copied ${what}.`)),
    });
    const theme = (label: string, value: "system" | "light" | "dark", icon: LucideIcon): Item => ({
      key: `theme-${value}`,
      group: "Theme",
      label,
      icon: <Glyph icon={icon} />,
      run: () => chooseTheme(value),
    });
    return [
      ...PAGES.map(({ to, label, icon }) => ({
        key: `page-${label}`,
        group: "Page",
        label,
        icon: <Glyph icon={icon} />,
        run: () => void navigate({ to }),
      })),
      ...(runId
        ? [copied(runId, "the run's id"), copied(`weir flow-run logs ${runId}`, "the command for its log")]
        : []),
      copied(new URL(href, location.href).href, "the link to this page"),
      theme("Light theme", "light", Sun),
      theme("Dark theme", "dark", Moon),
      theme("The system's theme", "system", Monitor),
      { key: "help", group: "Help", label: "Keyboard shortcuts", icon: <Glyph icon={Keyboard} />, run: onHelp },
    ];
  }, [navigate, onHelp, pathname, href]);
}

function Glyph({ icon: Icon }: { readonly icon: LucideIcon }): ReactElement {
  return <Icon aria-hidden className="size-4 shrink-0 text-ink-3" />;
}
