import type { ReactElement } from "react";
import { ACTION_LISTS } from "../../../data/automation-kinds.ts";
import { commasField, fullTextField, textField } from "../../../data/typed-fields.ts";
import { ActionsList } from "./actions-list.tsx";
import { AlsoHas } from "./card.tsx";
import { KnownLabels } from "./labels-input.tsx";
import { objectAt, type Spot } from "./spot.ts";
import { TriggerForm } from "./trigger-form.tsx";
import { TypedInput } from "./typed-inputs.tsx";

const KNOWN = ["name", "description", "enabled", "tags", "trigger", ...ACTION_LISTS];
const HEADING = "text-base font-semibold";

/** Every part of an automation that has a field. */
export function DraftForm({ spot }: { readonly spot: Spot }): ReactElement {
  const enabled = spot.at("enabled");
  return (
    <div className="flex flex-col gap-6">
      <KnownLabels />
      <div className="flex flex-col gap-3">
        <TypedInput label="Name" spot={spot.at("name")} field={fullTextField} />
        <TypedInput label="Description" spot={spot.at("description")} field={textField} />
        <div className="grid grid-cols-2 items-start gap-3 max-sm:grid-cols-1">
          <TypedInput label="Tags" hint="With commas between them." spot={spot.at("tags")} field={commasField} />
          <div className="sm:pt-6">
            <label className="flex h-8 w-fit items-center gap-2">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={enabled.value !== false}
                onChange={(event) => enabled.set(event.target.checked)}
              />
              Turned on
            </label>
            {enabled.problem && (
              <p data-tone="bad" className="text-xs font-medium text-tone-text">
                {enabled.problem}
              </p>
            )}
          </div>
        </div>
        <AlsoHas keys={Object.keys(objectAt(spot)).filter((key) => !KNOWN.includes(key))} />
      </div>
      <section aria-label="Trigger" className="flex flex-col gap-3 border-t pt-5">
        <h2 className={HEADING}>Fires</h2>
        <TriggerForm spot={spot.at("trigger")} label="On" />
      </section>
      <section aria-label="Actions" className="flex flex-col gap-5 border-t pt-5">
        <h2 className={HEADING}>Does</h2>
        <ActionsList
          title="When it fires"
          hint="In this order. Each is done whether or not the ones before it worked."
          spot={spot.at("actions")}
        />
        <ActionsList
          title="Because it has fired"
          hint="The event is then that the automation was triggered, not what triggered it."
          spot={spot.at("actions_on_trigger")}
          optional
        />
        <ActionsList
          title="When it is resolved"
          hint="Kept for Prefect Cloud: none of these triggers is ever resolved, so these are not done."
          spot={spot.at("actions_on_resolve")}
          optional
        />
      </section>
    </div>
  );
}
