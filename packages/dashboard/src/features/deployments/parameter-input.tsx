import { type ReactElement, useId } from "react";
import type { Field } from "../../data/parameter-form.ts";
import { INPUT } from "../../ui/field.tsx";

interface ParameterInputProps {
  readonly field: Field;
  readonly text: string;
  readonly error: string | undefined;
  readonly onText: (text: string) => void;
}

const TYPES = { text: "text", number: "text", date: "date", "date-time": "datetime-local" } as const;

/** One parameter: its name, what it is for, where to type it, and what is wrong with what was typed. */
export function ParameterInput({ field, text, error, onText }: ParameterInputProps): ReactElement {
  const id = useId();
  const { name, kind, required, description, choices } = field;
  const common = {
    id,
    value: text,
    required,
    "aria-invalid": error !== undefined,
    "aria-describedby": `${id}-more`,
    onChange: (event: { readonly target: { readonly value: string } }) => onText(event.target.value),
  };
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="flex items-baseline gap-2 font-mono text-xs font-medium">
        {name}
        <span className="font-sans font-normal text-ink-3">
          {kind === "json" ? "JSON" : kind === "choice" ? "" : kind}
          {required && " required"}
        </span>
      </label>
      {kind === "choice" ? (
        <select {...common} className={INPUT}>
          <option value="">(not set)</option>
          {choices.map((choice) => (
            <option key={JSON.stringify(choice)} value={JSON.stringify(choice)}>
              {String(choice)}
            </option>
          ))}
        </select>
      ) : kind === "json" ? (
        <textarea
          {...common}
          rows={Math.min(10, Math.max(3, text.split("\n").length))}
          className={`${INPUT} font-mono text-xs`}
        />
      ) : (
        <input
          {...common}
          type={TYPES[kind]}
          {...(kind === "number" && { inputMode: "decimal" as const })}
          {...(kind === "date-time" && { step: 1 })}
          className={INPUT}
        />
      )}
      <div id={`${id}-more`} className="text-xs">
        {error && (
          <p data-tone="bad" className="font-medium text-tone-text">
            {error}
          </p>
        )}
        {description && <p className="text-ink-3">{description}</p>}
      </div>
    </div>
  );
}
