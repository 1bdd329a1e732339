import clsx from "clsx";
import { Check } from "lucide-react";
import type { ReactElement } from "react";
import { rewatch, type Subject, SUBJECTS, type Watch } from "../../../data/automation-watch.ts";
import type { ChoiceKind } from "../../../data/automation-choices.ts";
import { commasField, spanField } from "../../../data/typed-fields.ts";
import { stateLabel } from "../../../ui/states.ts";
import { PickMany } from "./pickers.tsx";
import { objectAt, type Spot } from "./spot.ts";
import { Select, TypedInput } from "./typed-inputs.tsx";

const PICK: Readonly<Record<Subject, { readonly kind: ChoiceKind; readonly label: string; readonly none: string }>> = {
  "flow-run": { kind: "flow", label: "Of the flows", none: "Any flow" },
  deployment: { kind: "deployment", label: "Deployments", none: "Any deployment" },
  "work-pool": { kind: "work-pool", label: "Work pools", none: "Any work pool" },
  "work-queue": { kind: "work-queue", label: "Work queues", none: "Any work queue" },
};

const spanOfSilence = spanField(undefined);

/** A usual trigger, in its words. */
export function WatchForm({ spot, watch }: { readonly spot: Spot; readonly watch: Watch }): ReactElement {
  const change = (next: Partial<Watch>): void => spot.set(rewatch(objectAt(spot), watch, { ...watch, ...next }));
  const { subject, stays, states, ids } = watch;
  const pick = PICK[subject];
  const toggle = (state: string): void => {
    const next = states.includes(state) ? states.filter((each) => each !== state) : [...states, state];
    // Without any it would be another trigger.
    if (next.length > 0) change({ states: next });
  };
  return (
    <>
      <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
        <Select
          label={`When ${SUBJECTS[subject].one.toLowerCase()}`}
          value={stays ? "stays" : "enters"}
          onChange={(value) => change({ stays: value === "stays" })}
        >
          <option value="enters">enters one of the states</option>
          <option value="stays">stays in one of the states</option>
        </Select>
        {stays && (
          <TypedInput
            label="For"
            spot={spot.at("within")}
            field={spanOfSilence}
            placeholder="10s"
            hint="Such as 90s, 10m or 1h 30m; 10 seconds at least."
          />
        )}
      </div>
      <fieldset>
        <legend className="mb-1 font-medium">States</legend>
        <div className="flex flex-wrap gap-1">
          {[...new Set([...SUBJECTS[subject].states, ...states])].map((state) => (
            <StateToggle
              key={state}
              label={stateLabel(null, state).replace("-", " ")}
              pressed={states.includes(state)}
              onPress={() => toggle(state)}
            />
          ))}
        </div>
      </fieldset>
      <PickMany {...pick} ids={ids} onChange={(next) => change({ ids: next })} />
      {subject === "flow-run" && (
        <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
          <PickMany
            kind="deployment"
            label="Of the deployments"
            none="Any deployment, or none"
            ids={watch.deployments}
            onChange={(deployments) => change({ deployments })}
          />
          <TagsInput tags={watch.tags} onChange={(tags) => change({ tags })} path={spot.path} />
        </div>
      )}
    </>
  );
}

interface StateToggleProps {
  readonly label: string;
  readonly pressed: boolean;
  readonly onPress: () => void;
}

const StateToggle = ({ label, pressed, onPress }: StateToggleProps): ReactElement => (
  <button
    type="button"
    aria-pressed={pressed}
    onClick={onPress}
    className={clsx(
      "inline-flex h-7 items-center gap-1 rounded-lg border px-2 transition-colors disabled:opacity-50",
      pressed ? "border-accent bg-selected font-medium" : "bg-panel text-ink-2 hover:bg-hover hover:text-ink",
    )}
  >
    {pressed && <Check aria-hidden className="size-3.5 text-accent" />}
    {label}
  </button>
);

interface TagsInputProps {
  readonly tags: readonly string[];
  readonly onChange: (tags: readonly string[]) => void;
  readonly path: Spot["path"];
}

/** Tags as they are typed: the trigger has them as resources. */
function TagsInput({ tags, onChange, path }: TagsInputProps): ReactElement {
  const spot: Spot = {
    path,
    value: tags,
    problem: undefined,
    set: (value) => onChange(value as readonly string[]),
    at: () => spot,
  };
  return (
    <TypedInput
      label="With one of the tags"
      spot={spot}
      field={commasField}
      placeholder="Any tags, or none"
      hint="With commas between them."
    />
  );
}
