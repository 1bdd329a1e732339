import { Plus } from "lucide-react";
import { type ReactElement, useState } from "react";
import {
  newTrigger,
  retrigger,
  TRIGGER_KINDS,
  type TriggerKind,
  triggerKind,
  unknownTriggerKeys,
} from "../../../data/automation-kinds.ts";
import { watchOf } from "../../../data/automation-watch.ts";
import { spanField } from "../../../data/typed-fields.ts";
import { Button } from "../../../ui/button.tsx";
import { AlsoHas, ListCard, Unshown } from "./card.tsx";
import { EventForm } from "./event-form.tsx";
import { objectAt, type Spot } from "./spot.ts";
import { Select, TypedInput } from "./typed-inputs.tsx";
import { WatchForm } from "./watch-form.tsx";

const boundless = spanField(null);

interface TriggerFormProps {
  readonly spot: Spot;
  readonly label: string;
}

/** A trigger of any kind; those that are made of triggers contain this form again. */
export function TriggerForm({ spot, label }: TriggerFormProps): ReactElement {
  // A usual trigger can be seen with all its fields as well; which way is no part of the draft.
  const [inFull, setInFull] = useState(false);
  const seen = triggerKind(spot.value);
  const watch = inFull ? undefined : watchOf(spot.value);
  const kind = seen !== undefined && seen !== "compound" && seen !== "sequence" && !watch ? "event" : seen;
  const choose = (next: TriggerKind): void => {
    setInFull(next === "event");
    if (next !== seen) spot.set(retrigger(spot.value, next));
  };
  return (
    <>
      <Select label={label} value={kind ?? ""} onChange={(value) => choose(value as TriggerKind)} error={spot.problem}>
        {kind === undefined && <option value="">Another kind</option>}
        {TRIGGER_KINDS.map((one) => (
          <option key={one.kind} value={one.kind}>
            {one.label}
          </option>
        ))}
      </Select>
      {kind === undefined && <Unshown what="trigger" />}
      {watch && <WatchForm spot={spot} watch={watch} />}
      {kind === "event" && <EventForm spot={spot} />}
      {(kind === "compound" || kind === "sequence") && <CompositeForm spot={spot} kind={kind} />}
      <AlsoHas keys={unknownTriggerKeys(objectAt(spot))} />
    </>
  );
}

interface CompositeFormProps {
  readonly spot: Spot;
  readonly kind: "compound" | "sequence";
}

function CompositeForm({ spot, kind }: CompositeFormProps): ReactElement {
  const triggers = spot.at("triggers");
  const list = triggers.value as readonly unknown[];
  return (
    <>
      <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
        {kind === "compound" && <RequireInput spot={spot.at("require")} count={list.length} />}
        <TypedInput
          label="Within"
          hint="Such as 10m. Left empty: without bound."
          spot={spot.at("within")}
          field={boundless}
          placeholder="Without bound"
        />
      </div>
      <ul aria-label="Triggers" className="flex flex-col gap-2">
        {list.map((_, index) => (
          <ListCard key={index} name={`Trigger ${index + 1}`} list={list} index={index} onChange={triggers.set}>
            <TriggerForm
              spot={triggers.at(index)}
              label={kind === "sequence" && index > 0 ? `Then ${index + 1}` : `Trigger ${index + 1}`}
            />
          </ListCard>
        ))}
      </ul>
      <Button className="self-start" onClick={() => triggers.set([...list, newTrigger("flow-run")])}>
        <Plus aria-hidden className="size-3.5" />
        Add a trigger
      </Button>
    </>
  );
}

/** How many of the triggers must have fired. */
function RequireInput({ spot, count }: { readonly spot: Spot; readonly count: number }): ReactElement {
  const { value } = spot;
  const numbers = Array.from({ length: Math.max(0, count - 2) }, (_, index) => index + 2);
  const isListed = value === "any" || value === "all" || numbers.includes(value as number);
  return (
    <Select
      label="Fires when"
      value={isListed ? String(value) : ""}
      onChange={(next) => spot.set(/^\d+$/.test(next) ? Number(next) : next)}
      error={spot.problem}
    >
      {!isListed && (
        <option value="">{value === undefined ? "Choose …" : `${JSON.stringify(value)} of them fired`}</option>
      )}
      <option value="all">all of them fired</option>
      <option value="any">any of them fired</option>
      {numbers.map((number) => (
        <option key={number} value={number}>
          {number} of them fired
        </option>
      ))}
    </Select>
  );
}
