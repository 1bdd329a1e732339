import { InvalidArgumentError } from "commander";
import { closest, fileKey, findSetting, parseSetting, type Setting, SETTINGS } from "@weir/contract/settings";

/** Values under the names of files. */
export type Assignments = Readonly<Record<string, unknown>>;

export const HIDDEN = "********";

/** Reads `api_url=…` or `WEIR_API_URL=…`, and adds it to those before. */
export function assignment(text: string, before: Assignments = {}): Assignments {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError("It looks like setting=value.");
  const setting = settingNamed(name);
  try {
    return { ...before, [fileKey(setting)]: parseSetting(setting, value) };
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}

/** The setting of that name, which a profile can hold. */
export function settingNamed(name: string): Setting<unknown> {
  const found = findSetting(name.trim());
  if (!found) {
    const all = Object.values(SETTINGS).flatMap((setting: Setting<unknown>) => [fileKey(setting), setting.env]);
    const near = closest(name.trim(), all);
    throw new InvalidArgumentError(
      near ? `Did you mean ${near}?` : "See which there are with `weir config view --show-defaults`.",
    );
  }
  if (found.setting.choosesProfile)
    throw new InvalidArgumentError(`${found.setting.env} decides which profile is read, so it cannot stand in one.`);
  return found.setting;
}

/** A value of a file, or stars in the place of a secret. */
export const shownSetting = (key: string, value: unknown, secrets: boolean): unknown =>
  findSetting(key)?.setting.secret && !secrets ? HIDDEN : value;
