import { type Command, InvalidArgumentError } from "commander";

const SECONDS = { m: 60, h: 3600, d: 86_400 } as const;

export const daysOption = (command: Command): Command =>
  command.option("--expires <time>", "how long it works, as 90d, 12h or 30m (default: for ever)", (text) => {
    const [, count, unit] = /^(\d+)([mhd])$/.exec(text) ?? [];
    if (count === undefined) throw new InvalidArgumentError("It is a time, as 90d, 12h or 30m.");
    return Number(count) * SECONDS[unit as keyof typeof SECONDS];
  });
