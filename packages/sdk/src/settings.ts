/** The only file of the SDK that reads the environment, at first use. */
import { resolveSettings, type Settings, type SettingsFiles } from "@weir/contract/settings";
import { defaultHome, readSettingsFiles } from "./settings-files.ts";

export type { Settings };

let read: { readonly key: string; readonly files: SettingsFiles } | undefined;

/**
 * The settings as the environment has them now, and the files as they were when first read: they are looked at again
 * only where another folder or profile counts.
 */
export function readSettings(): Settings {
  const { WEIR_HOME, WEIR_PROFILE } = process.env;
  const key = JSON.stringify([process.cwd(), WEIR_HOME, WEIR_PROFILE]);
  if (read?.key !== key) read = { key, files: readSettingsFiles(process.env) };
  return resolveSettings(process.env, {}, read.files);
}

/** Folder of Weir's own files. */
export const homeOf = (settings: Settings): string => settings.home ?? defaultHome();
