import { type ReactElement, type ReactNode, useId } from "react";

export const INPUT =
  "min-h-8 w-full rounded-lg border bg-canvas px-2.5 py-1 placeholder:text-ink-3 aria-invalid:border-danger";

interface FieldProps {
  readonly label: string;
  /** Unit, default or consequence. */
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  /** The input, which takes these. */
  readonly children: (attributes: {
    readonly id: string;
    readonly className: string;
    readonly "aria-invalid": boolean;
    readonly "aria-describedby": string;
  }) => ReactElement;
}

/** An input with its name above and what there is to know about it below. */
export function Field({ label, hint, error, children }: FieldProps): ReactElement {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children({ id, className: INPUT, "aria-invalid": error !== undefined, "aria-describedby": `${id}-more` })}
      <div id={`${id}-more`} className="text-xs text-ink-3">
        {error && (
          <p data-tone="bad" className="font-medium text-tone-text">
            {error}
          </p>
        )}
        {hint}
      </div>
    </div>
  );
}
