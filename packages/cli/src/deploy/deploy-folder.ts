/** Deploys what the deployment file of a folder says. */
import type { Client } from "@weir/client";
import type { Context } from "../context.ts";
import { paint } from "../output/colours.ts";
import { harmless } from "../output/text.ts";
import { storedProfiles } from "../profiles.ts";
import { apply, type Outcome } from "./apply.ts";
import { readDeploymentFile } from "./file.ts";
import { applyLimits, limitsOf } from "./limits.ts";
import { askPool, askWhich, overridden } from "./overrides.ts";
import { planDeployments } from "./plan.ts";
import { environmentOf, select } from "./select.ts";
import { sourceOf } from "./source.ts";
import type { Json, Step } from "./types.ts";

/** What of the file is deployed, and how. */
export interface Choice {
  /** Names of deployments, or globs. */
  readonly names: readonly string[];
  readonly isAll: boolean;
  /** Whether nothing is changed. */
  readonly isDry: boolean;
  readonly env?: string;
  /** Another file than the usual ones. */
  readonly file: string | undefined;
  readonly pool?: string;
  readonly param: Json;
  /** Whether a person may be asked. */
  readonly prompt?: true;
  readonly message?: string;
  readonly canary?: number;
}

/**
 * @param pull where the code is unless the file says so; default: in the folder
 * @throws Failure before anything is changed, where something is wrong with the file
 */
export async function deployFolder(
  api: Client,
  folder: string,
  choice: Choice,
  context: Context,
  pull?: readonly Step[],
): Promise<Outcome[]> {
  const { names, isAll, isDry, prompt } = choice;
  const file = readDeploymentFile(folder, choice.file);
  const environment = environmentOf(file, choice.env, storedProfiles(context).current);
  const asked = prompt && names.length === 0 && !isAll ? await askWhich(file) : names;
  const selected = select(file, asked, isAll, environment);
  const selection = {
    ...selected,
    chosen: await overridden(selected.chosen, choice, prompt ? () => askPool(api) : undefined),
  };
  const limitsIn = file.isOurs ? limitsOf(file, environment) : new Map<string, never>();
  const { planned, notes } = await planDeployments(api, file, selection, context.environment, isDry, pull);
  for (const note of notes) console.error(`${paint("yellow", "note:", process.stderr)} ${harmless(note)}`);
  // Before the runs that are to hold them.
  const limits = await applyLimits(api, limitsIn, isDry);
  const source = await sourceOf(file.folder, context.environment, choice.message);
  return [...limits, ...(await apply(api, planned, { isDry, source, canary: choice.canary }))];
}
