/**
 * Merges what is said about the settings. Reads nothing: the environment and what files say come in as plain objects.
 *
 * S1  The first that has a value wins: a flag, a profile chosen by a flag, the variable, the project's `weir.toml`, the
 *     profile in force, variables of the other language, the default.
 * S2  Every problem is told, in one message.
 */
import { type SettingName, SETTINGS, type Settings } from "../settings.ts";
import { closest, fileKey, parseSetting, type Setting } from "./setting.ts";

/** Flags: what a caller says outright. */
export type GivenSettings = { readonly [Name in SettingName]?: Settings[Name] | undefined };

/** What a file says, under the names that `fileKey` gives. */
export interface SettingsFile {
  readonly kind: "project" | "profile";
  /** The file, and the part of it, in messages. */
  readonly where: string;
  /** Name of the profile. */
  readonly profile?: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What files say, read by who may read files. */
export interface SettingsFiles {
  /** `weir.toml` in the working directory or above it. */
  readonly project?: SettingsFile | undefined;
  readonly profile?: SettingsFile | undefined;
  /** True if a flag chose the profile: it then wins over variables and the project. */
  readonly profileFirst?: boolean;
  /** What was wrong with the files themselves, one line each. */
  readonly problems?: readonly string[];
}

/** Where the value of a setting is from. */
export type SettingSource =
  | { readonly from: "flag" | "default" }
  /** `name` is the variable, the file, or the profile. */
  | { readonly from: "environment" | "project" | "profile"; readonly name: string };

export interface ExplainedSettings {
  readonly settings: Settings;
  readonly sources: Readonly<Record<SettingName, SettingSource>>;
}

/** Thrown by `resolveSettings`; names every setting that is wrong, in one message. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `${problems.length === 1 ? "A setting is" : "Settings are"} not valid:\n${problems.map((line) => `  ${line}`).join("\n")}`,
    );
    this.problems = problems;
  }
}

export type SettingsEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Merges flags, variables, files and defaults; validates; freezes.
 *
 * @throws SettingsError naming every problem at once
 */
export const resolveSettings = (
  environment: SettingsEnvironment,
  given: GivenSettings = {},
  files: SettingsFiles = {},
): Settings => explainSettings(environment, given, files).settings;

/**
 * As `resolveSettings`, and says where each value is from.
 *
 * @throws SettingsError naming every problem at once
 */
export function explainSettings(
  environment: SettingsEnvironment,
  given: GivenSettings = {},
  files: SettingsFiles = {},
): ExplainedSettings {
  const problems = [...(files.problems ?? []), ...misplaced(files.project), ...misplaced(files.profile)];
  const resolved: Record<string, unknown> = {};
  const sources: Record<string, SettingSource> = {};
  for (const [name, setting] of entries()) {
    const found = candidate(name, setting, environment, given, files);
    sources[name] = found.source;
    try {
      resolved[name] = found.source.from === "default" ? setting.default : parseSetting(setting, found.value);
    } catch (error) {
      problems.push(`${found.where}: ${(error as Error).message}`);
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return { settings: Object.freeze(resolved) as Settings, sources: sources as ExplainedSettings["sources"] };
}

const entries = (): [SettingName, Setting<unknown>][] => Object.entries(SETTINGS) as [SettingName, Setting<unknown>][];

interface Candidate {
  readonly value: unknown;
  readonly source: SettingSource;
  /** For messages. */
  readonly where: string;
}

function candidate(
  name: SettingName,
  setting: Setting<unknown>,
  environment: SettingsEnvironment,
  given: GivenSettings,
  { project, profile, profileFirst = false }: SettingsFiles,
): Candidate {
  if (given[name] !== undefined)
    return { value: given[name], source: { from: "flag" }, where: `flag for ${setting.env}` };
  // An empty variable counts as unset: shells have no handier way to unset one for a single command.
  const variable = (key: string): Candidate | undefined =>
    environment[key] ? { value: environment[key], source: { from: "environment", name: key }, where: key } : undefined;
  const file = (one: SettingsFile | undefined): Candidate | undefined => {
    const key = fileKey(setting);
    if (!one || !Object.hasOwn(one.values, key)) return undefined;
    const source = { from: one.kind, name: one.profile ?? one.where };
    return { value: one.values[key], source, where: `${one.where}, ${key}` };
  };
  const own = [variable(setting.env), file(project), file(profile)];
  if (profileFirst) own.unshift(own.pop());
  return (
    [...own, ...(setting.fallbacks ?? []).map(variable)].find((one) => one !== undefined) ?? {
      value: setting.default,
      source: { from: "default" },
      where: "default",
    }
  );
}

/** Names in a file that are no settings, or cannot be set there. */
function misplaced(file: SettingsFile | undefined): string[] {
  if (!file) return [];
  const settings = new Map(entries().map(([, setting]) => [fileKey(setting), setting]));
  return Object.keys(file.values).flatMap((key) => {
    const setting = settings.get(key);
    if (setting) {
      const refused = file.kind === "profile" && setting.choosesProfile;
      return refused ? [`${file.where}: ${key} decides which profile is read, so it cannot stand in one`] : [];
    }
    const near = closest(key, settings.keys());
    return [`${file.where}: ${key} is not a setting${near ? `; did you mean ${near}?` : ""}`];
  });
}

/** The setting of that name: as in files (`api_url`), or one of its variables (`WEIR_API_URL`, `PREFECT_API_URL`). */
export function findSetting(
  name: string,
): { readonly name: SettingName; readonly setting: Setting<unknown> } | undefined {
  const wanted = name.toUpperCase().replaceAll(".", "_");
  for (const [own, setting] of entries())
    if ([setting.env, `${setting.env.slice("WEIR_".length)}`, ...(setting.fallbacks ?? [])].includes(wanted))
      return { name: own, setting };
  return undefined;
}
