/** What a row's figure is worth against its target. */
import type { Measured, Row, Target } from "../rows/row.ts";

export const ours = (row: Row): Measured | undefined => row.measured.find(({ system }) => system === "Weir");
export const peers = (row: Row): readonly Measured[] => row.measured.filter(({ system }) => system !== "Weir");

/** Prefect's figure for a row; where it completed nothing, the best one of the group. */
function prefectFigure(row: Row, all: readonly Row[]): number | undefined {
  const medians = (rows: readonly Row[]): number[] =>
    rows
      .flatMap((each) => each.measured.filter(({ system }) => system === "Prefect"))
      .map((each) => each.figure.median);
  const own = medians([row])[0];
  if (own === undefined || own > 0) return own;
  return Math.max(...medians(all.filter(({ group }) => group === row.group)));
}

/** How many times better ours is than Prefect's; undefined where that was not measured. */
export function timesPrefect(row: Row, all: readonly Row[]): number | undefined {
  const own = ours(row);
  const prefect = prefectFigure(row, all);
  if (!own || !prefect) return undefined;
  return row.target?.atMost === undefined ? own.figure.median / prefect : prefect / own.figure.median;
}

/** True or false as the target is met or not; undefined where there is none, or nobody to compare with. */
export function isMet(row: Row, all: readonly Row[]): boolean | undefined {
  const own = ours(row);
  if (!own || !row.target) return undefined;
  const { atLeast, atMost, timesPrefect: times } = row.target;
  if (Object.keys(own.errors).length > 0) return false;
  if (atLeast !== undefined && own.figure.median < atLeast) return false;
  if (atMost !== undefined && own.figure.median > atMost) return false;
  const ratio = timesPrefect(row, all);
  if (times !== undefined && ratio !== undefined) return ratio >= times;
  return atLeast === undefined && atMost === undefined ? undefined : true;
}

/** How far below its target a figure may be before the quick form calls it broken: machines differ, and are shared. */
const SLACK = 10;

/** Why a row is broken, in words; undefined where it is not. */
export function whatIsBroken(row: Row): string | undefined {
  const own = ours(row);
  if (!own) return "not measured";
  const errors = Object.entries(own.errors).map(([what, count]) => `${count} times ${what}`);
  if (errors.length > 0) return errors.join(", ");
  const { median } = own.figure;
  const { atLeast, atMost }: Target = row.target ?? {};
  if (!Number.isFinite(median) || median <= 0) return `measured ${median}`;
  if (atLeast !== undefined && median * SLACK < atLeast) return `${median} is far below ${atLeast}`;
  if (atMost !== undefined && median > atMost * SLACK) return `${median} is far above ${atMost}`;
  return undefined;
}
