import { useQuery } from "@tanstack/react-query";
import { type ReactElement, type ReactNode, useState } from "react";
import { type ChoiceKind, choicesQuery } from "../../../data/automation-choices.ts";
import { Field, INPUT } from "../../../ui/field.tsx";
import type { Spot } from "./spot.ts";
import { OnlyJson } from "./typed-inputs.tsx";

interface PickManyProps {
  readonly label: string;
  readonly kind: ChoiceKind;
  readonly ids: readonly string[];
  /** What none means. */
  readonly none: string;
  readonly onChange: (ids: readonly string[]) => void;
}

/** So many are found without a filter. */
const FEW = 8;

/** Any number of things by their names: boxes to tick, under a line that says what is chosen. */
export function PickMany({ label, kind, ids, none, onChange }: PickManyProps): ReactElement {
  const { data } = useQuery(choicesQuery(kind));
  const [filter, setFilter] = useState("");
  const isKnown = (id: string): boolean => data?.some((choice) => choice.id === id) ?? true;
  const unknown = ids.filter((id) => !isKnown(id)).map((id) => ({ id, label: id }));
  const choices = [...unknown, ...(data ?? [])];
  const shown = choices.filter((choice) => choice.label.toLowerCase().includes(filter.trim().toLowerCase()));
  const names = choices.filter(({ id }) => ids.includes(id)).map((choice) => choice.label);
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">{label}</legend>
      <details className="rounded-lg border bg-canvas">
        <summary className="cursor-pointer truncate rounded-lg px-2.5 py-1 leading-[1.375rem]">
          {ids.length === 0 ? none : names.join(", ") || `${ids.length} chosen`}
        </summary>
        <div className="flex flex-col gap-1 border-t p-1.5">
          {choices.length > FEW && (
            <input
              type="search"
              aria-label={`Filter: ${label}`}
              placeholder="Filter by name"
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
              className={INPUT}
            />
          )}
          <ul className="max-h-52 overflow-y-auto">
            {shown.map((choice) => (
              <li key={choice.id}>
                <label className="flex items-center gap-2 rounded px-1 py-0.5 hover:bg-hover">
                  <input
                    type="checkbox"
                    className="size-4 shrink-0 accent-accent"
                    checked={ids.includes(choice.id)}
                    onChange={(event) =>
                      onChange(event.target.checked ? [...ids, choice.id] : ids.filter((id) => id !== choice.id))
                    }
                  />
                  <span className="min-w-0 truncate">{choice.label}</span>
                </label>
              </li>
            ))}
          </ul>
          {shown.length === 0 && (
            <p className="px-1 py-0.5 text-ink-3">{filter ? "None matches." : "There are none yet."}</p>
          )}
        </div>
      </details>
    </fieldset>
  );
}

interface PickOneProps {
  readonly label: string;
  readonly kind: ChoiceKind;
  readonly spot: Spot;
  readonly hint?: ReactNode;
  /** Shown in place of the hint when there is nothing to choose. */
  readonly empty?: ReactNode;
}

/** One thing by its name; its id is what is written. */
export function PickOne({ label, kind, spot, hint, empty }: PickOneProps): ReactElement {
  const { data, error } = useQuery(choicesQuery(kind));
  const { value } = spot;
  if (value != null && typeof value !== "string") return <OnlyJson label={label} />;
  const isKnown = !value || (data?.some(({ id }) => id === value) ?? false);
  return (
    <Field
      label={label}
      error={spot.problem ?? (error ? `The names could not be read: ${error.message}` : undefined)}
      hint={data?.length === 0 ? (empty ?? hint) : hint}
    >
      {(more) => (
        <select {...more} value={value ?? ""} onChange={(event) => spot.set(event.target.value || undefined)}>
          <option value="">Choose …</option>
          {!isKnown && <option value={value!}>{data ? `${value!} (not found)` : value!}</option>}
          {data?.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
