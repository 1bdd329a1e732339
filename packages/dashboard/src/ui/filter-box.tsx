import { Search } from "lucide-react";
import { type ReactElement, useRef } from "react";
import { useKeys } from "./keys.ts";

interface FilterBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Filters a list by name; `/` leads to it. */
export function FilterBox({ label, value, onChange }: FilterBoxProps): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ "/": () => input.current?.focus() });
  return (
    <label className="relative block max-w-md min-w-48 flex-1">
      <span className="sr-only">{label}</span>
      <Search aria-hidden className="absolute top-2 left-2.5 size-4 text-ink-3" />
      <input
        ref={input}
        type="search"
        value={value}
        placeholder={label}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          // The browser would clear it; here it leads back to the list.
          event.preventDefault();
          event.currentTarget.blur();
        }}
        className="h-8 w-full rounded-lg border bg-panel pr-2 pl-8 placeholder:text-ink-3"
      />
    </label>
  );
}
