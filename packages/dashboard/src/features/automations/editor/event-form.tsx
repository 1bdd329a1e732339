import { Plus, X } from "lucide-react";
import type { ReactElement } from "react";
import { isObject } from "../../../data/json-path.ts";
import { countField, linesField, spanField } from "../../../data/typed-fields.ts";
import { Button, IconButton } from "../../../ui/button.tsx";
import { LabelsInput } from "./labels-input.tsx";
import type { Spot } from "./spot.ts";
import { OnlyJson, Select, TypedInput } from "./typed-inputs.tsx";

const window = spanField(undefined);

/** An event trigger with all that it can have. */
export function EventForm({ spot }: { readonly spot: Spot }): ReactElement {
  const posture = spot.at("posture");
  const silent = posture.value === "Proactive";
  return (
    <>
      <Select
        label="Fires when the events"
        value={typeof posture.value === "string" ? posture.value : ""}
        onChange={posture.set}
        error={posture.problem}
      >
        {posture.value !== "Reactive" && !silent && <option value="">Choose …</option>}
        <option value="Reactive">come (reactive)</option>
        <option value="Proactive">do not come (proactive)</option>
      </Select>
      <TypedInput
        label="Names of the events"
        hint="One on a line; * stands for any characters. None: every event."
        spot={spot.at("expect")}
        field={linesField}
        placeholder="prefect.flow-run.Failed"
        rows={2}
        mono
      />
      <LabelsInput label="About resources whose labels are like" spot={spot.at("match")} />
      <RelatedInput spot={spot.at("match_related")} />
      <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
        <TypedInput
          label={silent ? "Fewer than" : "As many as"}
          hint={silent ? "Fires when fewer came in time. Left out: 1." : "Fires at so many. Left out: 1."}
          spot={spot.at("threshold")}
          field={countField}
          placeholder="1"
        />
        <TypedInput
          label="Within"
          hint={
            silent
              ? "Such as 10m; 10 seconds at least, and if left out."
              : "Such as 10m. Then it fires once in each such time; 0s: without bound."
          }
          spot={spot.at("within")}
          field={window}
          placeholder={silent ? "10s" : "0s"}
        />
        <TypedInput
          label="Counted apart by"
          hint={
            <>
              Labels, one on a line; a related one as <code>related:role:label</code>.
            </>
          }
          spot={spot.at("for_each")}
          field={linesField}
          placeholder="prefect.resource.id"
          rows={2}
          mono
        />
        <TypedInput
          label="Only after"
          hint="Names of events of which one must come first."
          spot={spot.at("after")}
          field={linesField}
          placeholder="prefect.flow-run.Running"
          rows={2}
          mono
        />
      </div>
    </>
  );
}

/** Related resources: a set of labels, or a list of such sets that must each be found. */
function RelatedInput({ spot }: { readonly spot: Spot }): ReactElement {
  const { value } = spot;
  const label = "And a related resource whose labels are like";
  if (value != null && !isObject(value) && !Array.isArray(value)) return <OnlyJson label={label} />;
  // An empty list asks for as little as no labels do.
  if (!Array.isArray(value) || value.length === 0)
    return (
      <div className="flex flex-col gap-2">
        <LabelsInput label={label} spot={Array.isArray(value) ? { ...spot, value: undefined } : spot} />
        {isObject(value) && Object.keys(value).length > 0 && (
          <Button className="h-7 self-start" onClick={() => spot.set([value, {}])}>
            <Plus aria-hidden className="size-3.5" />
            Another related resource
          </Button>
        )}
      </div>
    );
  return (
    <div className="flex flex-col gap-2">
      {value.map((_, index) => (
        <div key={index} className="flex items-start gap-1.5">
          <div className="min-w-0 flex-1">
            <LabelsInput label={`${label} (${index + 1})`} spot={spot.at(index)} />
          </div>
          <IconButton
            label={`Remove related resource ${index + 1}`}
            onClick={() => spot.set(value.toSpliced(index, 1))}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button className="h-7 self-start" onClick={() => spot.set([...(value as unknown[]), {}])}>
        <Plus aria-hidden className="size-3.5" />
        Another related resource
      </Button>
      {spot.problem && (
        <p data-tone="bad" className="text-xs font-medium text-tone-text">
          {spot.problem}
        </p>
      )}
    </div>
  );
}
