import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { type ChoiceKind, choicesQuery } from "../../../data/automation-choices.ts";
import { Field } from "../../../ui/field.tsx";
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

/** Any number of things by their names. */
export function PickMany({ label, kind, ids, none, onChange }: PickManyProps): ReactElement {
  const { data } = useQuery(choicesQuery(kind));
  const rest = data?.filter(({ id }) => !ids.includes(id)) ?? [];
  const name = (id: string): string => data?.find((choice) => choice.id === id)?.label ?? id;
  return (
    <Field label={label}>
      {(more) => (
        <>
          <select {...more} value="" onChange={(event) => onChange([...ids, event.target.value])}>
            <option value="">{ids.length === 0 ? none : "And …"}</option>
            {rest.map((choice) => (
              <option key={choice.id} value={choice.id}>
                {choice.label}
              </option>
            ))}
          </select>
          <Chips of={label} names={ids.map(name)} onRemove={(index) => onChange(ids.toSpliced(index, 1))} />
        </>
      )}
    </Field>
  );
}

interface ChipsProps {
  readonly of: string;
  readonly names: readonly string[];
  readonly onRemove: (index: number) => void;
}

export function Chips({ of, names, onRemove }: ChipsProps): ReactElement | null {
  if (names.length === 0) return null;
  return (
    <ul aria-label={`Chosen: ${of}`} className="flex flex-wrap gap-1">
      {names.map((name, index) => (
        <li key={name} className="flex max-w-full items-center rounded-lg border bg-selected pl-2">
          <span className="truncate">{name}</span>
          <button
            type="button"
            aria-label={`Remove ${name}`}
            onClick={() => onRemove(index)}
            className="grid size-6 shrink-0 place-items-center rounded-lg text-ink-2 hover:text-ink"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        </li>
      ))}
    </ul>
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
