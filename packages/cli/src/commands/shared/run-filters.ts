/** Options that lists of runs have in common, and the filter they stand for. */
import { type Command, InvalidArgumentError } from "commander";
import type { FlowRunFilter, StateType, TaskRunFilter } from "@weir/contract";
import { STATE_TYPES } from "@weir/contract/states";
import { closest } from "@weir/contract/settings";
import { count } from "../../output/numbers.ts";
import { instant } from "../../output/time.ts";

export interface RunFilterOptions {
  readonly limit: number;
  readonly name?: string;
  readonly state?: readonly string[];
  readonly stateType?: readonly StateType[];
  readonly tag?: readonly string[];
  readonly since?: string;
  readonly until?: string;
}

export const limitOption = (command: Command, fallback: number): Command =>
  command.option("-n, --limit <count>", "how many at most", count, fallback);

/** Adds the options of `runFilter`. */
export function runFilterOptions(command: Command): Command {
  return limitOption(command, 15)
    .option("--name <text>", "only runs with this in their name")
    .option("--state <name...>", "only runs in states of these names, as Running or Late")
    .option("--state-type <type...>", `only runs in states of these types: ${STATE_TYPES.join(", ")}`, stateTypes)
    .option("--tag <tag...>", "only runs with all of these tags")
    .option("--since <time>", "only runs due since then: 2h, 3d, 2026-03-01, 2026-03-01T12:00Z", instant)
    .option("--until <time>", "only runs due until then", instant);
}

/** The part of the filter that flow runs and task runs share. */
export function runFilter(options: RunFilterOptions): FlowRunFilter & TaskRunFilter {
  const { name, state, stateType, tag, since, until } = options;
  return {
    ...(name !== undefined && { name: { like_: name } }),
    state: {
      ...(state && { name: { any_: [...state] } }),
      ...(stateType && { type: { any_: [...stateType] } }),
    },
    ...(tag && { tags: { all_: [...tag] } }),
    ...((since ?? until) && {
      expected_start_time: { ...(since && { after_: since }), ...(until && { before_: until }) },
    }),
  };
}

function stateTypes(word: string, before: readonly StateType[] = []): readonly StateType[] {
  const type = STATE_TYPES.find((one) => one === word.toUpperCase());
  if (type) return [...before, type];
  const near = closest(word, STATE_TYPES);
  throw new InvalidArgumentError(near ? `Did you mean ${near}?` : `It is one of ${STATE_TYPES.join(", ")}.`);
}
