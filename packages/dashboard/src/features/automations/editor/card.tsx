import { ArrowDown, ArrowUp, X } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { moved } from "../../../data/json-path.ts";
import { IconButton } from "../../../ui/button.tsx";

interface ListCardProps {
  /** `Action 2` */
  readonly name: string;
  readonly list: readonly unknown[];
  readonly index: number;
  readonly onChange: (list: readonly unknown[]) => void;
  readonly onRemoved?: () => void;
  readonly children: ReactNode;
}

/** One of a list: it can be moved up and down, and taken away. */
export function ListCard({ name, list, index, onChange, onRemoved, children }: ListCardProps): ReactElement {
  return (
    <li aria-label={name} className="relative flex flex-col gap-3 rounded-xl border bg-panel p-3 shadow-card">
      <div className="absolute top-1 right-1.5 flex">
        <IconButton
          className="size-7"
          label={`Move ${name.toLowerCase()} up`}
          disabled={index === 0}
          onClick={() => onChange(moved(list, index, index - 1))}
        >
          <ArrowUp aria-hidden />
        </IconButton>
        <IconButton
          className="size-7"
          label={`Move ${name.toLowerCase()} down`}
          disabled={index === list.length - 1}
          onClick={() => onChange(moved(list, index, index + 1))}
        >
          <ArrowDown aria-hidden />
        </IconButton>
        <IconButton
          className="size-7"
          label={`Remove ${name.toLowerCase()}`}
          onClick={() => {
            onChange(list.toSpliced(index, 1));
            onRemoved?.();
          }}
        >
          <X aria-hidden />
        </IconButton>
      </div>
      {children}
    </li>
  );
}

/** What a part has besides what its form shows. */
export const AlsoHas = ({ keys }: { readonly keys: readonly string[] }): ReactElement | null =>
  keys.length === 0 ? null : (
    <p className="text-xs text-ink-2">
      It also has {keys.map((key) => `“${key}”`).join(", ")}, which has no field here. It is kept; change it in the
      JSON.
    </p>
  );

export const Unshown = ({ what }: { readonly what: string }): ReactElement => (
  <p className="rounded-lg border border-dashed px-2.5 py-1.5 text-ink-2">
    The form does not know this {what}. It is kept as it is; change it in the JSON.
  </p>
);
