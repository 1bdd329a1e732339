/**
 * What a rule is. Rules are data in, verdict out: no clock, no ids, no store; what they need to know are the facts.
 */
import type { StateType } from "@weir/contract";
import type { Effect } from "./effects.ts";
import type { ProposedState, State } from "./state.ts";

/** A state type, or null where a run has no state (or a proposal was taken back). */
export type StateKind = StateType | null;

export interface Transition<Facts> {
  readonly facts: Facts;
  readonly initial: State | null;
  /** What is proposed by now: earlier rules may have put another state in its place, or taken it back (null). */
  readonly proposed: ProposedState | null;
}

/** What a rule says of a transition. Nothing said means: as far as I am concerned, go on. */
export type Ruling =
  /** Go on with a changed proposal of the same type. */
  | { readonly is: "amend"; readonly state: ProposedState; readonly effects?: readonly Effect[] }
  /** Go on, with effects. */
  | { readonly is: "accept"; readonly effects: readonly Effect[] }
  /** Refuse; put another state in its place, or (null) stay in the present one. */
  | {
      readonly is: "reject";
      readonly state: ProposedState | null;
      readonly reason: string;
      readonly effects?: readonly Effect[];
    }
  | { readonly is: "wait"; readonly seconds: number; readonly reason: string }
  | { readonly is: "abort"; readonly reason: string; readonly effects?: readonly Effect[] };

export interface Rule<Facts> {
  readonly name: string;
  readonly from: ReadonlySet<StateKind>;
  readonly to: ReadonlySet<StateKind>;
  /** Decides, before anything is written. Only called with a proposal. */
  before?(transition: Transition<Facts> & { readonly proposed: ProposedState }): Ruling | undefined;
  /** Effects once all rules have spoken and this one's transition still stands. */
  after?(transition: Transition<Facts>): readonly Effect[];
  /** Takes back the effects of `before`, if a later rule changed the outcome. */
  undo?(transition: Transition<Facts>): readonly Effect[];
}

/** A rule that applies to every transition and sees its outcome, whatever that is. */
export interface Transform<Facts> {
  readonly name: string;
  readonly always: true;
  before?(transition: Transition<Facts> & { readonly proposed: ProposedState }): Ruling | undefined;
  after?(transition: Transition<Facts>): readonly Effect[];
}

export type Policy<Facts> = readonly (Rule<Facts> | Transform<Facts>)[];

const TYPES: readonly StateKind[] = [
  "SCHEDULED",
  "PENDING",
  "RUNNING",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "CRASHED",
  "PAUSED",
  "CANCELLING",
];

/** The given state types. */
export const types = (...some: StateKind[]): ReadonlySet<StateKind> => new Set(some);
/** Every type, and no state. */
export const ALL: ReadonlySet<StateKind> = new Set([...TYPES, null]);
/** Every type and no state, but for some. */
export const allBut = (...some: StateKind[]): ReadonlySet<StateKind> =>
  new Set([...ALL].filter((type) => !some.includes(type)));
export const TERMINAL: ReadonlySet<StateKind> = types("COMPLETED", "FAILED", "CANCELLED", "CRASHED");

export const reject = (state: ProposedState | null, reason: string, effects: readonly Effect[] = []): Ruling => ({
  is: "reject",
  state,
  reason,
  effects,
});
export const abort = (reason: string): Ruling => ({ is: "abort", reason });
export const amend = (state: ProposedState): Ruling => ({ is: "amend", state });
