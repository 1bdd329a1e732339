/**
 * Writes `profiles.toml`: whole or not at all, readable by nobody else, since profiles hold keys. The file is written
 * anew each time, without the comments that somebody may have put there.
 */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { stringify } from "smol-toml";
import { closest } from "@weir/contract/settings";
import { DEFAULT_PROFILE, profileChoice, type Profiles, readProfiles } from "@weir/sdk/settings-files";
import type { Context } from "./context.ts";
import { Failure } from "./failure.ts";

export interface StoredProfiles extends Profiles {
  /** The profile that counts for this command: by flag, variable, project, or the one in use. */
  readonly current: string;
}

/** The profiles of the home folder in force. They can be read also where the settings in them are not valid. */
export function storedProfiles(context: Context): StoredProfiles {
  const { home, profile } = profileChoice(context.environment, { profile: context.profile });
  try {
    const stored = readProfiles(home);
    return { ...stored, current: profile ?? stored.active };
  } catch (error) {
    throw new Failure((error as Error).message, "Correct the file, or remove it.", { cause: error });
  }
}

type Values = Readonly<Record<string, unknown>>;

/** @throws Failure if there is none of that name */
export function profileNamed(stored: Profiles, name: string): Values {
  const values = stored.profiles.get(name);
  if (values) return values;
  const near = closest(name, stored.profiles.keys());
  throw new Failure(
    `there is no profile ${name}`,
    near ? `Did you mean ${near}? \`weir profile ls\` lists them.` : "See which there are with `weir profile ls`.",
  );
}

/** @throws Failure if the name cannot be one of a profile */
export function checkName(stored: Profiles, name: string): void {
  if (!/^[\w][\w.-]*$/.test(name))
    throw new Failure(`${JSON.stringify(name)} cannot be the name of a profile`, "Use letters, digits, . _ and -.");
  if (stored.profiles.has(name))
    throw new Failure(`there is a profile ${name} already`, "Choose another name, or delete that one first.");
}

export async function writeProfiles({ path, active, profiles }: Profiles): Promise<void> {
  // The default profile needs no entry as long as nothing is set in it.
  const kept = [...profiles].filter(([name, values]) => name !== DEFAULT_PROFILE || Object.keys(values).length > 0);
  const text = stringify({ active, profiles: Object.fromEntries(kept) });
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, text, { mode: 0o600 });
    await rename(`${path}.new`, path);
  } catch (error) {
    throw new Failure(
      `${path} cannot be written (${(error as NodeJS.ErrnoException).code})`,
      "Make the folder writable, or name another one with WEIR_HOME.",
      { cause: error },
    );
  }
}
