import type { GlobalConcurrencyLimitResponse } from "@weir/contract";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { api } from "../../data/api.ts";
import { limitKeys } from "../../data/limits.ts";
import { Field } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { toast } from "../../ui/toast.ts";

interface LimitDialogProps {
  /** The limit that is changed; a new one without. */
  readonly limit?: GlobalConcurrencyLimitResponse;
  readonly onClose: () => void;
}

export function LimitDialog({ limit, onClose }: LimitDialogProps): ReactElement {
  const [name, setName] = useState(limit?.name ?? "");
  const [slots, setSlots] = useState(String(limit?.limit ?? 1));
  const [decay, setDecay] = useState(String(limit?.slot_decay_per_second ?? 0));
  const [active, setActive] = useState(limit?.active ?? true);
  const [tried, setTried] = useState(false);
  const client = useQueryClient();
  const wrong = {
    name: /^[^/%&><]+$/.test(name) ? undefined : "A name without / % & > <",
    slots: /^\d{1,9}$/.test(slots.trim()) ? undefined : "A whole number, 0 or more.",
    decay: /^\d+(\.\d+)?$/.test(decay.trim()) ? undefined : "A number, 0 or more.",
  };
  const shown = (problem: string | undefined): string | undefined => (tried ? problem : undefined);
  const send = async (): Promise<void> => {
    const body = { name, limit: Number(slots), slot_decay_per_second: Number(decay), active };
    await (limit
      ? api.concurrencyLimitsV2.update({ id_or_name: limit.id }, body)
      : api.concurrencyLimitsV2.create(body));
    await client.invalidateQueries({ queryKey: limitKeys.all });
    toast(limit ? `${name} is changed.` : `${name} is there.`);
  };
  return (
    <FormDialog
      title={limit ? `Change ${limit.name}` : "New limit"}
      label={limit ? "Save" : "Create"}
      sound={Object.values(wrong).every((problem) => problem === undefined)}
      onTry={() => setTried(true)}
      send={send}
      onClose={onClose}
    >
      <Field label="Name" hint="What flows and tasks ask for: concurrency(name)." error={shown(wrong.name)}>
        {(more) => <input {...more} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field
        label="Slots"
        hint="How many may be taken at the same time; 0 lets nobody through."
        error={shown(wrong.slots)}
      >
        {(more) => (
          <input {...more} inputMode="numeric" value={slots} onChange={(event) => setSlots(event.target.value)} />
        )}
      </Field>
      <Field
        label="Slots that come free per second"
        hint="For rates: 0.5 gives one slot back every two seconds. 0: slots come free when their holder is done."
        error={shown(wrong.decay)}
      >
        {(more) => (
          <input {...more} inputMode="decimal" value={decay} onChange={(event) => setDecay(event.target.value)} />
        )}
      </Field>
      <label className="flex items-center gap-2">
        <input type="checkbox" checked={active} onChange={(event) => setActive(event.target.checked)} />
        In force; otherwise everybody passes
      </label>
    </FormDialog>
  );
}
