/**
 * What files say about the settings: `weir.toml` of the project, and the profile in force of the home folder.
 * Reads them; `@weir/contract/settings` decides what they count for.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type * as Toml from "smol-toml";
import type { SettingsEnvironment, SettingsFile, SettingsFiles } from "@weir/contract/settings";

/** The profile that is there without having been made, and in force where no other is chosen. */
export const DEFAULT_PROFILE = "default";

type Values = Readonly<Record<string, unknown>>;

/** `profiles.toml` of a home folder. */
export interface Profiles {
  readonly path: string;
  /** The one that is in force unless another is asked for. */
  readonly active: string;
  /** By name, each with what it sets under the names of files. */
  readonly profiles: ReadonlyMap<string, Values>;
}

/** What a program's flags say about which files count. */
export interface FileChoice {
  readonly home?: string | undefined;
  readonly profile?: string | undefined;
}

/** Weir's own folder where nothing is said about it. */
export const defaultHome = (): string => join(homedir(), ".weir");

/** Which profile counts, as far as the environment, the project and flags say. */
export interface ProfileChoice {
  /** The folder where profiles are. */
  readonly home: string;
  /** None: the one in use. */
  readonly profile: string | undefined;
}

/** Where profiles are, and which one is asked for. Does not look whether it is there. */
export function profileChoice(environment: SettingsEnvironment, flags: FileChoice = {}): ProfileChoice {
  return choice(environment, flags, attempt(readProject, []));
}

function choice(environment: SettingsEnvironment, flags: FileChoice, project: SettingsFile | undefined): ProfileChoice {
  const said = (name: string): string | undefined => {
    const value = environment[`WEIR_${name.toUpperCase()}`] || project?.values[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return { home: flags.home ?? said("home") ?? defaultHome(), profile: flags.profile ?? said("profile") };
}

/** Reads the files in force. What is wrong with them is in `problems`. */
export function readSettingsFiles(environment: SettingsEnvironment, flags: FileChoice = {}): SettingsFiles {
  const problems: string[] = [];
  const project = attempt(readProject, problems);
  const { home, profile: wanted } = choice(environment, flags, project);
  const stored = attempt(() => readProfiles(home), problems);
  const name = wanted ?? stored?.active ?? DEFAULT_PROFILE;
  const values = stored?.profiles.get(name);
  if (stored && !values) {
    const who = flags.profile !== undefined ? "--profile" : wanted !== undefined ? "WEIR_PROFILE" : stored.path;
    problems.push(`${who}: there is no profile ${name} (there is ${[...stored.profiles.keys()].join(", ")})`);
  }
  const profile: SettingsFile | undefined =
    stored && values ? { kind: "profile", where: `${stored.path}, profile ${name}`, profile: name, values } : undefined;
  return { project, profile, profileFirst: flags.profile !== undefined, problems };
}

function attempt<T>(read: () => T, problems: string[]): T | undefined {
  try {
    return read();
  } catch (error) {
    problems.push((error as Error).message);
    return undefined;
  }
}

/**
 * Reads the profiles of a home folder; there may be none.
 *
 * @throws Error in one line, where the file is no TOML
 */
export function readProfiles(home: string): Profiles {
  const path = join(home, "profiles.toml");
  const { active, profiles } = readToml(path) ?? {};
  const named = Object.entries(isTable(profiles) ? profiles : {}).filter((entry): entry is [string, Values] =>
    isTable(entry[1]),
  );
  return {
    path,
    active: typeof active === "string" ? active : DEFAULT_PROFILE,
    profiles: new Map([[DEFAULT_PROFILE, {}], ...named.map(([name, values]) => [name, flat(values)] as const)]),
  };
}

function readProject(): SettingsFile | undefined {
  const path = findUpwards("weir.toml");
  const table = path === undefined ? undefined : readToml(path);
  if (path === undefined || !table) return undefined;
  const values = flat(table);
  const { home } = values;
  // A folder is meant from where the file is, not from where a program happens to be started.
  const absolute = typeof home === "string" && home !== "" ? { home: inFolder(dirname(path), home) } : {};
  return { kind: "project", where: path, values: { ...values, ...absolute } };
}

const inFolder = (folder: string, path: string): string =>
  path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : resolve(folder, path);

function findUpwards(name: string): string | undefined {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const path = join(folder, name);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return undefined;
  }
}

function readToml(path: string): Values | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new Error(`${path} cannot be read (${code})`, { cause: error });
  }
  // Loaded when there is such a file, which most programs do not have.
  const { parse, TomlError } = createRequire(import.meta.url)("smol-toml") as typeof Toml;
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [what = ""] = error.message.split("\n");
    throw new Error(`${path}:${error.line}:${error.column}: ${what.replace("Invalid TOML document: ", "")}`, {
      cause: error,
    });
  }
}

const isTable = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** `[server] port = 1` means the same as `server_port = 1`. */
function flat(table: Values, prefix = ""): Values {
  const entries = Object.entries(table).flatMap(([key, value]): [string, unknown][] =>
    isTable(value) ? Object.entries(flat(value, `${prefix}${key}_`)) : [[`${prefix}${key}`, value]],
  );
  return Object.fromEntries(entries);
}
