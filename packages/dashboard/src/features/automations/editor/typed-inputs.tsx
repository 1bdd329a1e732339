import type { ReactElement, ReactNode } from "react";
import type { TypedField } from "../../../data/typed-fields.ts";
import { Field } from "../../../ui/field.tsx";
import { type Spot, useTyped } from "./spot.ts";

interface TypedInputProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly spot: Spot;
  readonly field: TypedField<string>;
  readonly placeholder?: string;
  /** Lines that it has room for; without, it is one line. */
  readonly rows?: number;
  readonly mono?: boolean;
  /** Names that are offered while typing. */
  readonly list?: string;
}

/** A field of the draft that is typed. */
export function TypedInput(props: TypedInputProps): ReactElement {
  const { label, hint, spot, field, placeholder, rows, mono = false, list } = props;
  const { typed, error, type } = useTyped(spot, field);
  if (typed === undefined) return <OnlyJson label={label} />;
  const font = mono ? " font-mono text-xs" : "";
  return (
    <Field label={label} hint={hint} error={error ?? spot.problem}>
      {(more) => {
        const common = {
          ...more,
          className: more.className + font,
          value: typed,
          placeholder,
          // What cannot be read is not in the JSON: it must not look as if it were saved.
          "data-unread": error === undefined ? undefined : "",
          onChange: (event: { readonly target: { readonly value: string } }) => type(event.target.value),
        };
        // A line would lose its breaks.
        return rows === undefined && !typed.includes("\n") ? (
          <input {...common} list={list} spellCheck={!mono} />
        ) : (
          <textarea {...common} rows={Math.min(20, Math.max(rows ?? 2, typed.split("\n").length))} spellCheck={!mono} />
        );
      }}
    </Field>
  );
}

/** In place of a field whose value it could not give back as it is. */
export const OnlyJson = ({ label }: { readonly label: string }): ReactElement => (
  <div className="flex flex-col gap-1">
    <span className="font-medium">{label}</span>
    <p className="rounded-lg border border-dashed px-2.5 py-1.5 text-ink-2">
      This is written in a way that has no field here. It is kept; change it in the JSON.
    </p>
  </div>
);

interface SelectProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The options. */
  readonly children: ReactNode;
  readonly id?: string;
}

export const Select = ({ label, hint, error, value, onChange, children, id }: SelectProps): ReactElement => (
  <Field label={label} hint={hint} error={error}>
    {(more) => (
      <select {...more} data-place={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {children}
      </select>
    )}
  </Field>
);
