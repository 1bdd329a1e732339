/**
 * Runs an ordered policy over one proposed transition.
 *
 * The model is the reference's, whose order is observable (spec CORE, 2.2):
 * V1. Rules are chosen by the intended pair (present type, proposed type), then asked in order.
 * V2. A rule is passed over if, by its turn, the pair is no longer the intended one.
 * V3. On the way out, in reverse order, a rule that was asked gets `after` if the pair is what it left, `undo` if a
 *     later rule changed it, nothing if it set a type outside its own targets itself.
 * V4. Transforms are always asked (while there is a proposal) and always see the outcome.
 */
import type { Effect } from "./effects.ts";
import type { Policy, Rule, Ruling, Transform, Transition } from "./rule.ts";
import type { ProposedState, State } from "./state.ts";

export interface Verdict {
  readonly status: "ACCEPT" | "REJECT" | "WAIT" | "ABORT";
  /** The state to write; null where the run stays as it is. */
  readonly state: ProposedState | null;
  readonly reason: string | null;
  /** Whole seconds to wait, with status WAIT. */
  readonly delaySeconds: number;
  /** Done before the run's own columns are computed, in this order. */
  readonly before: readonly Effect[];
  /** Done after that: what the rules make of the outcome. */
  readonly after: readonly Effect[];
}

interface Asked<Facts> {
  readonly rule: Rule<Facts> | Transform<Facts>;
  /** The proposed type that the rule left behind. */
  readonly left: string | null;
}

const isTransform = <Facts>(rule: Rule<Facts> | Transform<Facts>): rule is Transform<Facts> => "always" in rule;

export function evaluate<Facts>(
  policy: Policy<Facts>,
  facts: Facts,
  initial: State | null,
  proposal: ProposedState,
): Verdict {
  const from = initial?.type ?? null;
  const intended = proposal.type;
  const asked: Asked<Facts>[] = [];
  const before: Effect[] = [];
  const after: Effect[] = [];
  let proposed: ProposedState | null = proposal;
  let status: Verdict["status"] = "ACCEPT";
  let reason: string | null = null;
  let delaySeconds = 0;

  for (const rule of policy) {
    if (!isTransform(rule)) {
      if (!rule.from.has(from) || !rule.to.has(intended)) continue; // V1
      if (proposed?.type !== intended) continue; // V2
    }
    const ruling: Ruling | null | undefined = proposed && rule.before?.({ facts, initial, proposed });
    if (ruling) {
      switch (ruling.is) {
        case "amend":
          proposed = ruling.state;
          break;
        case "accept":
          break;
        case "reject":
          status = "REJECT";
          reason = ruling.reason;
          proposed = ruling.state;
          break;
        case "wait":
          status = "WAIT";
          reason = ruling.reason;
          delaySeconds = ruling.seconds;
          proposed = null;
          break;
        case "abort":
          status = "ABORT";
          reason = ruling.reason;
          proposed = null;
          break;
      }
      if ("effects" in ruling && ruling.effects) before.push(...ruling.effects);
    }
    asked.push({ rule, left: proposed?.type ?? null });
  }

  const outcome: Transition<Facts> = { facts, initial, proposed };
  const type = proposed?.type ?? null;
  for (const { rule, left } of asked.reverse()) {
    if (isTransform(rule)) after.push(...(rule.after?.(outcome) ?? []));
    else if (!rule.to.has(left as never))
      continue; // V3
    else if (left === type) after.push(...(rule.after?.(outcome) ?? []));
    else after.push(...(rule.undo?.(outcome) ?? []));
  }
  return { status, state: proposed, reason, delaySeconds, before, after };
}
