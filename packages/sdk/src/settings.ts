/** The only file of the SDK that reads the environment, at first use. */
import { homedir } from "node:os";
import { join } from "node:path";
import { resolveSettings, type Settings } from "@weir/contract/settings";

export type { Settings };

/** The settings as the environment has them now. */
export const readSettings = (): Settings => resolveSettings(process.env);

/** Folder of Weir's own files. */
export const homeOf = (settings: Settings): string => settings.home ?? join(homedir(), ".weir");
