/** Limits that a deployment file says: made where they are not there, changed where they are different, never deleted. */
import { type Client, NotFound } from "@weir/client";
import { Failure } from "../failure.ts";
import type { Outcome } from "./apply.ts";
import type { DeploymentFile } from "./file.ts";
import type { LimitEntry } from "./types.ts";

type Sizes = Exclude<LimitEntry, number>;

/**
 * @param environment over what the file says for all
 * @throws Failure before anything is changed, where a name cannot be one
 */
export function limitsOf(file: DeploymentFile, environment: string | undefined): ReadonlyMap<string, Sizes> {
  const { limits, environments } = file.content;
  const found = new Map<string, Sizes>();
  const over = environment === undefined ? undefined : environments?.[environment]?.limits;
  for (const [name, entry] of Object.entries({ ...limits, ...over })) {
    if (/[/%&<>]/.test(name) || name === "") {
      const place = file.place(
        over && name in over ? ["environments", environment!, "limits", name] : ["limits", name],
      );
      throw new Failure(`${place}: ${JSON.stringify(name)} cannot be the name of a limit`, "Leave out / % & < and >.");
    }
    found.set(name, typeof entry === "number" ? { limit: entry } : entry);
  }
  return found;
}

/** @param isDry whether the outcome is only foretold */
export async function applyLimits(api: Client, limits: ReadonlyMap<string, Sizes>, isDry: boolean): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [name, { limit, slot_decay_per_second = 0, active = true }] of limits) {
    const wanted = { limit, slot_decay_per_second, active };
    const stored = await api.concurrencyLimitsV2.read({ id_or_name: name }).catch((error: unknown) => {
      if (error instanceof NotFound) return undefined;
      throw error;
    });
    const changes = (["limit", "slot_decay_per_second", "active"] as const)
      .filter((field) => stored && stored[field] !== wanted[field])
      .map((field) => ({ field, before: stored![field], after: wanted[field] }));
    let id = stored?.id;
    if (!isDry && !stored) ({ id } = await api.concurrencyLimitsV2.create({ ...wanted, name }));
    if (!isDry && changes.length > 0) await api.concurrencyLimitsV2.update({ id_or_name: name }, wanted);
    const outcome = !stored ? "created" : changes.length > 0 ? "updated" : "unchanged";
    outcomes.push({ kind: "limit", name, id, outcome, changes });
  }
  return outcomes;
}
