import { Plus, X } from "lucide-react";
import type { ReactElement } from "react";
import { type LabelRow, labelsField } from "../../../data/typed-fields.ts";
import { Button, IconButton } from "../../../ui/button.tsx";
import { INPUT } from "../../../ui/field.tsx";
import { OnlyJson } from "./typed-inputs.tsx";
import { type Spot, useTyped } from "./spot.ts";

const KNOWN = [
  "prefect.resource.id",
  "prefect.resource.name",
  "prefect.resource.role",
  "prefect.state-name",
  "prefect.state-type",
  "prefect.state-message",
  "prefect.run-count",
  "prefect.work-pool.type",
];

/** The names of labels that most events have, to be offered while typing. */
export const KnownLabels = (): ReactElement => (
  <datalist id="known-labels">
    {KNOWN.map((label) => (
      <option key={label} value={label} />
    ))}
  </datalist>
);

/** Rows of a label and the pattern that its value must be like. */
export function LabelsInput({ label, spot }: { readonly label: string; readonly spot: Spot }): ReactElement {
  const { typed, type } = useTyped(spot, labelsField);
  if (typed === undefined) return <OnlyJson label={label} />;
  const set = (index: number, change: Partial<LabelRow>): void =>
    type(typed.map((row, at) => (at === index ? { ...row, ...change } : row)));
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1 font-medium">{label}</legend>
      {typed.map((row, index) => (
        <div key={index} className="flex items-start gap-1.5">
          <div className="grid min-w-0 flex-1 grid-cols-2 gap-1.5 max-sm:grid-cols-1">
            <input
              aria-label={`${label}: label ${index + 1}`}
              placeholder="prefect.resource.id"
              list="known-labels"
              spellCheck={false}
              value={row.label}
              onChange={(event) => set(index, { label: event.target.value })}
              className={`${INPUT} font-mono text-xs`}
            />
            <input
              aria-label={`${label}: pattern ${index + 1}`}
              placeholder="prefect.flow-run.*"
              spellCheck={false}
              value={row.pattern}
              onChange={(event) => set(index, { pattern: event.target.value })}
              className={`${INPUT} font-mono text-xs`}
            />
          </div>
          <IconButton label={`Remove label ${index + 1} of “${label}”`} onClick={() => type(typed.toSpliced(index, 1))}>
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-2">
        <Button className="h-7" onClick={() => type([...typed, { label: "", pattern: "" }])}>
          <Plus aria-hidden className="size-3.5" />
          Label
        </Button>
        {typed.length === 0 && <span className="text-xs text-ink-3">Any will do.</span>}
      </div>
      {spot.problem && (
        <p data-tone="bad" className="text-xs font-medium text-tone-text">
          {spot.problem}
        </p>
      )}
    </fieldset>
  );
}
