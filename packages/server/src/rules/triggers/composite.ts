/** When a trigger of triggers fires (spec EVENTS-BLOCKS, 2.3). Pure. */
import { firingsNeeded, type CompoundTrigger, type Micros, type SequenceTrigger } from "@weir/contract";

/** The last firing of one of its triggers. */
export interface ChildFiring<F> {
  readonly childId: string;
  readonly triggered: Micros;
  readonly firing: F;
}

export type CompositeVerdict<F> =
  | { readonly fires: true; readonly firings: readonly ChildFiring<F>[] }
  /** What it is to remember. */
  | { readonly fires: false; readonly kept: readonly ChildFiring<F>[] };

/** Takes a firing of one of its triggers into account. */
export function afterChildFiring<F>(
  trigger: CompoundTrigger | SequenceTrigger,
  known: readonly ChildFiring<F>[],
  fresh: ChildFiring<F>,
): CompositeVerdict<F> {
  const needed = firingsNeeded(trigger);
  if (needed === 1) return { fires: true, firings: [fresh] };
  const oldest = trigger.within === null ? -Infinity : fresh.triggered - trigger.within * 1e6;
  const kept = [
    ...known.filter(({ childId, triggered }) => childId !== fresh.childId && triggered >= oldest),
    fresh,
  ].sort((a, b) => a.triggered - b.triggered);
  const complete =
    trigger.type === "compound"
      ? kept.length >= needed
      : kept.length === needed && trigger.triggers.every(({ id }, index) => kept[index]!.childId === id);
  return complete ? { fires: true, firings: kept } : { fires: false, kept };
}
