import clsx from "clsx";
import type { ReactElement } from "react";

interface OutcomeFilterProps<T extends string> {
  /** What it chooses among, for who cannot see it. */
  readonly label: string;
  readonly outcomes: readonly T[];
  /** All, without one. */
  readonly value: T | undefined;
  readonly onChange: (outcome: T | undefined) => void;
}

/** Chooses one of a few outcomes, or all. */
export function OutcomeFilter<T extends string>({
  label,
  outcomes,
  value,
  onChange,
}: OutcomeFilterProps<T>): ReactElement {
  return (
    <div role="group" aria-label={label} className="flex flex-wrap gap-1">
      {[undefined, ...outcomes].map((outcome) => (
        <button
          key={outcome ?? "all"}
          type="button"
          aria-pressed={value === outcome}
          onClick={() => onChange(outcome)}
          className={clsx(
            "h-7 rounded-full border px-2.5 text-xs first-letter:uppercase",
            value === outcome ? "border-accent bg-hover font-medium" : "text-ink-2 hover:bg-hover",
          )}
        >
          {outcome ?? "all"}
        </button>
      ))}
    </div>
  );
}
