import { type ReactElement, type ReactNode, useId } from "react";
import type { Field } from "../../data/parameter-form.ts";
import { INPUT } from "../../ui/field.tsx";
import { SecretInput } from "../../ui/secret-input.tsx";

interface ParameterInputProps {
  readonly field: Field;
  readonly text: string;
  readonly error: string | undefined;
  readonly onText: (text: string) => void;
  /** What it takes, if the kind of the field does not say it. */
  readonly takes?: string;
  readonly placeholder?: string | undefined;
  /** In place of the input that the kind of the field asks for. */
  readonly input?: (attributes: InputAttributes) => ReactElement;
  /** Below the description. */
  readonly more?: ReactNode;
}

export interface InputAttributes {
  readonly id: string;
  readonly required: boolean;
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string;
  readonly className: string;
}

const TYPES = { text: "text", number: "text", date: "date", "date-time": "datetime-local" } as const;

/** One parameter: its name, what it is for, where to type it, and what is wrong with what was typed. */
export function ParameterInput(props: ParameterInputProps): ReactElement {
  const { field, text, error, onText, takes, placeholder, input, more } = props;
  const id = useId();
  const { name, kind, required, description, choices } = field;
  const attributes: InputAttributes = {
    id,
    required,
    "aria-invalid": error !== undefined,
    "aria-describedby": `${id}-more`,
    className: INPUT,
  };
  const common = {
    ...attributes,
    value: text,
    onChange: (event: { readonly target: { readonly value: string } }) => onText(event.target.value),
  };
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="flex items-baseline gap-2 font-mono text-xs font-medium">
        {name}{" "}
        <span className="font-sans font-normal text-ink-3">
          {takes ?? (kind === "json" ? "JSON" : kind === "choice" ? "" : kind)}
          {required && " required"}
        </span>
      </label>
      {input ? (
        input(attributes)
      ) : kind === "choice" ? (
        <select {...common}>
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
          placeholder={placeholder}
          rows={Math.min(10, Math.max(3, text.split("\n").length))}
          spellCheck={false}
          className={`${INPUT} font-mono text-xs`}
        />
      ) : kind === "secret" ? (
        <SecretInput {...attributes} value={text} placeholder={placeholder} onText={onText} />
      ) : (
        <input
          {...common}
          placeholder={placeholder}
          type={TYPES[kind]}
          {...(kind === "number" && { inputMode: "decimal" as const })}
          {...(kind === "date-time" && { step: 1 })}
        />
      )}
      <div id={`${id}-more`} className="text-xs">
        {error && (
          <p data-tone="bad" className="font-medium text-tone-text">
            {error}
          </p>
        )}
        {description && <p className="whitespace-pre-line text-ink-3">{description}</p>}
        {more}
      </div>
    </div>
  );
}
