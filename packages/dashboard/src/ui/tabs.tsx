import { type KeyboardEvent, type ReactElement, type ReactNode, useId, useRef } from "react";

interface TabsProps<T extends string> {
  /** What the tabs are about, for who does not see them. */
  readonly label: string;
  readonly tabs: readonly { readonly value: T; readonly label: ReactNode }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** Of the box around the tabs and their panel, of the row of tabs, and of the panel. */
  readonly className?: string;
  readonly rowClassName?: string;
  readonly panelClassName?: string;
  /** The panel has something in it that takes the keyboard by itself. */
  readonly keyed?: boolean;
  /** The panel of the tab that is chosen; no other is there. */
  readonly children: ReactNode;
}

/** Where a key leads from one of so many tabs; round the ends, if need be. */
function aim(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowLeft":
      return (at - 1 + count) % count;
    case "ArrowRight":
      return (at + 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}

/** Tabs over one panel: the arrow keys go through them and choose at once. */
export function Tabs<T extends string>(props: TabsProps<T>): ReactElement {
  const { label, tabs, value, onChange, className, rowClassName = "", panelClassName = "", keyed, children } = props;
  const id = useId();
  const row = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = aim(
      event.key,
      tabs.findIndex((tab) => tab.value === value),
      tabs.length,
    );
    if (to === undefined) return;
    const next = tabs[to];
    if (!next) return;
    event.preventDefault();
    onChange(next.value);
    row.current?.querySelectorAll<HTMLElement>("[role=tab]")[to]?.focus();
  };
  return (
    <div className={className}>
      <div
        ref={row}
        role="tablist"
        aria-label={label}
        className={`flex shrink-0 gap-1 overflow-x-auto border-b bg-panel [scrollbar-width:none] ${rowClassName}`}
        onKeyDown={onKeyDown}
      >
        {tabs.map((tab) => {
          const chosen = tab.value === value;
          return (
            <button
              key={tab.value}
              type="button"
              role="tab"
              id={`${id}-${tab.value}`}
              aria-selected={chosen}
              aria-controls={chosen ? `${id}-panel` : undefined}
              tabIndex={chosen ? 0 : -1}
              onClick={() => onChange(tab.value)}
              className="-mb-px flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2.5 font-medium text-ink-2 -outline-offset-2 hover:text-ink aria-selected:border-accent aria-selected:text-ink"
            >
              {tab.label}
            </button>
          );
        })}
      </div>
      <div
        key={value}
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${value}`}
        tabIndex={keyed ? -1 : 0}
        className={`-outline-offset-2 ${panelClassName}`}
      >
        {children}
      </div>
    </div>
  );
}
