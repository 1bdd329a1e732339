/**
 * `weir __complete -- WORDS`: what may stand in place of the last word, one candidate a line, a tab and what it means
 * behind it. For the scripts that `weir completion` prints.
 */
import type { Argument, Command, Option } from "commander";
import { fileKey, type Setting, SETTINGS } from "@weir/contract/settings";
import { STATE_TYPES } from "@weir/contract/states";
import type { Context } from "../../context.ts";
import { storedProfiles } from "../../profiles.ts";
import type { Register } from "../../program.ts";

export const register: Register = (command, context, program) => {
  command.argument("[words...]").action(async (words: readonly string[]) => {
    const last = words.at(-1) ?? "";
    const before = words.slice(0, -1);
    const candidates = candidatesOf(await program(before), before, last, context);
    for (const { value, meaning = "" } of candidates) if (value.startsWith(last)) console.log(`${value}\t${meaning}`);
  });
};

interface Candidate {
  readonly value: string;
  readonly meaning?: string | undefined;
}

function candidatesOf(program: Command, before: readonly string[], last: string, context: Context): Candidate[] {
  const { command, place, open } = walk(program, before);
  if (open) return ofValue(open, context);
  if (last.startsWith("-")) return optionsOf(command, program);
  const verbs = command.commands.filter((one) => !isHidden(one));
  if (verbs.length > 0) return verbs.map((verb) => ({ value: verb.name(), meaning: verb.description() }));
  const argument = command.registeredArguments[place] ?? lastIfVariadic(command.registeredArguments);
  return argument ? ofArgument(command, argument, context) : [];
}

interface Place {
  readonly command: Command;
  /** How many arguments of the command are given. */
  readonly place: number;
  /** An option that waits for its value. */
  readonly open: Option | undefined;
}

function walk(program: Command, words: readonly string[]): Place {
  let [command, place, open]: [Command, number, Option | undefined] = [program, 0, undefined];
  for (const word of words) {
    if (word.startsWith("-")) {
      const option = [...command.options, ...program.options].find((one) => one.long === word || one.short === word);
      open = option && (option.required || option.optional) ? option : undefined;
    } else if (open) {
      if (!open.variadic) open = undefined;
    } else {
      const verb = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
      if (verb) command = verb;
      else place += 1;
    }
  }
  return { command, place, open };
}

const lastIfVariadic = (all: readonly Argument[]): Argument | undefined =>
  all.at(-1)?.variadic ? all.at(-1) : undefined;

const isHidden = (command: Command): boolean => command.name().startsWith("__");

function optionsOf(command: Command, program: Command): Candidate[] {
  const all = new Set([...command.options, ...program.options].filter((option) => !option.hidden));
  const named = [...all].map((option) => ({ value: option.long ?? option.short!, meaning: option.description }));
  return [...named, { value: "--help", meaning: "show help" }];
}

function ofValue(option: Option, context: Context): Candidate[] {
  if (option.argChoices) return option.argChoices.map((value) => ({ value }));
  if (option.long === "--profile" || option.long === "--from") return profiles(context);
  return option.long === "--state-type" ? STATE_TYPES.map((value) => ({ value })) : [];
}

function ofArgument(command: Command, argument: Argument, context: Context): Candidate[] {
  if (argument.argChoices) return argument.argChoices.map((value) => ({ value }));
  const path = `${command.parent?.name()} ${command.name()}`;
  if (/^profile (use|inspect|rename|delete)$/.test(path)) return profiles(context);
  return /^config (set|unset)$/.test(path) ? settings(path.endsWith("unset") ? "" : "=") : [];
}

function profiles(context: Context): Candidate[] {
  try {
    return [...storedProfiles(context).profiles.keys()].map((value) => ({ value }));
  } catch {
    return []; // a file that cannot be read is told by the command itself, not while somebody types
  }
}

const settings = (after: string): Candidate[] =>
  Object.values(SETTINGS)
    .filter((setting: Setting<unknown>) => !setting.choosesProfile)
    .map((setting) => ({ value: `${fileKey(setting)}${after}`, meaning: setting.description }));
