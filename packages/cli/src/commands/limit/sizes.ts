/** Sizes and rates of limits, as they are given and as they are shown. */
import { type Command, InvalidArgumentError } from "commander";
import type { ConcurrencyLimitV2Create, GlobalConcurrencyLimitResponse } from "@weir/contract";

export interface SizeOptions {
  readonly limit?: number;
  readonly activeSlots?: number;
  readonly slotDecayPerSecond?: number;
}

function fromZero(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError("It has to be 0 or a number above it.");
}

function wholeFromZero(text: string): number {
  const value = fromZero(text);
  if (Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError("It has to be a whole number.");
}

export const sizeOptions = (command: Command): Command =>
  command
    .option("-l, --limit <slots>", "how many slots there are; with 0, whoever asks for one is refused", wholeFromZero)
    .option("--slot-decay-per-second <slots>", "slots that come free by themselves each second; 0: none", fromZero)
    .option("--active-slots <slots>", "how many slots count as taken", wholeFromZero);

/** What the options say, as the API has it. */
export const sizesOf = ({
  limit,
  activeSlots,
  slotDecayPerSecond,
}: SizeOptions): Partial<Omit<ConcurrencyLimitV2Create, "name">> => ({
  ...(limit !== undefined && { limit }),
  ...(slotDecayPerSecond !== undefined && { slot_decay_per_second: slotDecayPerSecond }),
  ...(activeSlots !== undefined && { active_slots: activeSlots }),
});

export const stateOf = ({ active }: GlobalConcurrencyLimitResponse): string => (active === false ? "off" : "on");

/** "0.5 a second", or nothing where slots are only given back. */
export const rateOf = ({ slot_decay_per_second: rate }: GlobalConcurrencyLimitResponse): string =>
  rate ? `${rate} a second` : "";
