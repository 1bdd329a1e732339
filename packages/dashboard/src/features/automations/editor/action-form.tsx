import { STATE_TYPES } from "@weir/contract/states";
import type { ReactElement } from "react";
import type { ChoiceKind } from "../../../data/automation-choices.ts";
import { ACTION_KINDS, actionKind, reaction, targetField, unknownActionKeys } from "../../../data/automation-kinds.ts";
import { fullTextField, objectField, spanField, textField } from "../../../data/typed-fields.ts";
import { stateLabel } from "../../../ui/states.ts";
import { AlsoHas, Unshown } from "./card.tsx";
import { PickOne } from "./pickers.tsx";
import { objectAt, type Spot } from "./spot.ts";
import { TemplateHint } from "./template-hint.tsx";
import { Select, TypedInput } from "./typed-inputs.tsx";

const delay = spanField(undefined);
const GROUPS = [...new Set(Object.values(ACTION_KINDS).map(({ group }) => group))];

const TARGETS: Readonly<Record<string, { readonly kind: ChoiceKind; readonly label: string; readonly one: string }>> = {
  deployment_id: { kind: "deployment", label: "Deployment", one: "the deployment" },
  work_pool_id: { kind: "work-pool", label: "Work pool", one: "the work pool" },
  work_queue_id: { kind: "work-queue", label: "Work queue", one: "the work queue" },
  automation_id: { kind: "automation", label: "Automation", one: "the automation" },
};

/** One action: what it does, to what, and how. */
export function ActionForm({ spot, label }: { readonly spot: Spot; readonly label: string }): ReactElement {
  const kind = actionKind(spot.value);
  const type = kind ? (objectAt(spot)["type"] as string) : "";
  return (
    <>
      <Select
        label={label}
        value={type}
        onChange={(next) => spot.set(reaction(spot.value, next))}
        error={spot.problem ?? (kind ? undefined : spot.at("type").problem)}
        id={`action:${spot.path.join("/")}`}
      >
        {!kind && <option value="">Another kind</option>}
        {GROUPS.map((group) => (
          <optgroup key={group} label={group}>
            {Object.entries(ACTION_KINDS)
              .filter(([, one]) => one.group === group)
              .map(([name, one]) => (
                <option key={name} value={name}>
                  {one.label}
                </option>
              ))}
          </optgroup>
        ))}
      </Select>
      {!kind && <Unshown what="action" />}
      {targetField(type) !== undefined && <Target spot={spot} field={targetField(type)!} />}
      <Rest spot={spot} type={type} />
      <AlsoHas keys={unknownActionKeys(objectAt(spot))} />
    </>
  );
}

/** Something that is chosen, or what the event is about. */
function Target({ spot, field }: { readonly spot: Spot; readonly field: string }): ReactElement {
  const { kind, label, one } = TARGETS[field]!;
  const source = spot.at("source");
  const { [field]: _id, ...others } = objectAt(spot);
  const isInferred = source.value === "inferred";
  return (
    <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
      <Select
        label="Which one"
        value={isInferred ? "inferred" : "selected"}
        // What the event is about must not be named besides.
        onChange={(next) =>
          spot.set(next === "inferred" ? { ...others, source: next } : { ...objectAt(spot), source: next })
        }
        error={source.problem ?? (isInferred ? spot.at(field).problem : undefined)}
      >
        <option value="selected">the one chosen here</option>
        <option value="inferred">{one} of the event</option>
      </Select>
      {!isInferred && <PickOne label={label} kind={kind} spot={spot.at(field)} />}
    </div>
  );
}

/** The fields that one kind has and others do not. */
function Rest({ spot, type }: { readonly spot: Spot; readonly type: string }): ReactElement | null {
  switch (type) {
    case "run-deployment":
      return (
        <>
          <TypedInput
            label="Parameters"
            hint={<TemplateHint />}
            spot={spot.at("parameters")}
            field={objectField}
            placeholder='{ "file": "{{ event.payload.file }}" }'
            rows={3}
            mono
          />
          <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
            <TypedInput
              label="Job variables"
              hint="An object, as JSON. Left out: those of the deployment."
              spot={spot.at("job_variables")}
              field={objectField}
              rows={2}
              mono
            />
            <TypedInput
              label="Begin after"
              hint="Such as 10m. Left out: at once."
              spot={spot.at("schedule_after")}
              field={delay}
              placeholder="0s"
            />
          </div>
        </>
      );
    case "change-flow-run-state":
      return <StateFields spot={spot} />;
    case "send-notification":
      return (
        <>
          <PickOne
            label="By"
            kind="notifier"
            spot={spot.at("block_document_id")}
            empty="There is no block that notifies yet: make one under Blocks."
          />
          <TypedInput
            label="Subject"
            spot={spot.at("subject")}
            field={textField}
            placeholder="Prefect automated notification"
          />
          <TypedInput label="Text" hint={<TemplateHint />} spot={spot.at("body")} field={fullTextField} rows={3} />
        </>
      );
    case "call-webhook":
      return (
        <>
          <PickOne
            label="Webhook"
            kind="webhook"
            spot={spot.at("block_document_id")}
            empty="There is no webhook block yet: make one under Blocks."
          />
          <TypedInput
            label="Payload"
            hint={<TemplateHint />}
            spot={spot.at("payload")}
            field={textField}
            rows={3}
            mono
          />
        </>
      );
    case "cancel-flow-run":
    case "suspend-flow-run":
    case "resume-flow-run":
    case "delete-flow-run":
      return <p className="text-xs text-ink-3">The run that the event is about.</p>;
    default:
      return null;
  }
}

function StateFields({ spot }: { readonly spot: Spot }): ReactElement {
  const state = spot.at("state");
  const force = spot.at("force");
  const isListed = (STATE_TYPES as readonly unknown[]).includes(state.value);
  return (
    <>
      <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
        <Select label="State" value={isListed ? String(state.value) : ""} onChange={state.set} error={state.problem}>
          {!isListed && <option value="">Choose …</option>}
          {STATE_TYPES.map((type) => (
            <option key={type} value={type}>
              {stateLabel(type)}
            </option>
          ))}
        </Select>
        <TypedInput
          label="Name of the state"
          hint="Left out: that of its kind."
          spot={spot.at("name")}
          field={textField}
        />
      </div>
      <TypedInput label="Message" spot={spot.at("message")} field={textField} />
      <label className="flex w-fit items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={force.value === true}
          onChange={(event) => force.set(event.target.checked || undefined)}
        />
        Even where the rules of runs would refuse it
      </label>
      {force.problem && (
        <p data-tone="bad" className="text-xs font-medium text-tone-text">
          {force.problem}
        </p>
      )}
    </>
  );
}
