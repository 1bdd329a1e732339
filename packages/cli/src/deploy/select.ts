/** Which deployments of a file are meant, and what they are in an environment. Pure. */
import { closest } from "@weir/contract/settings";
import { Failure } from "../failure.ts";
import type { Path } from "./check.ts";
import type { DeploymentFile } from "./file.ts";
import type { DeploymentEntry, Json } from "./types.ts";

export interface Chosen {
  readonly entry: DeploymentEntry;
  /** Of the entry in the file. */
  readonly path: Path;
}

export interface Selection {
  readonly chosen: readonly Chosen[];
  /** The name of the environment; `undefined`: none. */
  readonly environment: string | undefined;
  /** Values of placeholders. */
  readonly variables: Json;
}

/**
 * @param named the environment that was asked for: it has to be there
 * @param profile the one to take if the file has one of this name
 */
export function environmentOf(file: DeploymentFile, named: string | undefined, profile: string): string | undefined {
  const { environments, deployments } = file.content;
  const known = new Set(
    file.isOurs
      ? [environments, ...(deployments ?? []).map((entry) => entry.environments)].flatMap((one) =>
          Object.keys(one ?? {}),
        )
      : [],
  );
  if (named === undefined) return known.has(profile) ? profile : undefined;
  if (known.has(named)) return named;
  throw new Failure(
    `${file.place(["environments"])}: there is no environment ${named}`,
    file.isOurs ? `There are ${[...known].join(", ") || "none"}.` : "Only weir.yaml has environments: rename the file.",
  );
}

/**
 * The entries with the defaults under them and the environment over them, the entry's own last.
 *
 * @param names names or globs, of deployments alone; none: all if `isAll`, or the only one
 */
export function select(
  file: DeploymentFile,
  names: readonly string[],
  isAll: boolean,
  environment: string | undefined,
): Selection {
  const { defaults, environments, deployments } = file.content;
  const { variables, limits: _, ...shared } = (environment !== undefined && environments?.[environment]) || {};
  const all = (deployments ?? []).map((deployment, at) => {
    const { environments: own, ...entry } = deployment;
    const layers = file.isOurs
      ? [defaults, entry, shared, environment !== undefined ? own?.[environment] : null]
      : [entry];
    return {
      entry: layers.reduce<DeploymentEntry>((under, over) => (over ? merged(under as Json, over as Json) : under), {}),
      path: ["deployments", at],
    };
  });
  return { chosen: choose(file, all, names, isAll), environment, variables: variables ?? {} };
}

function choose(
  file: DeploymentFile,
  all: readonly Chosen[],
  names: readonly string[],
  isAll: boolean,
): readonly Chosen[] {
  const known = all.flatMap(({ entry }) => entry.name ?? []);
  if (all.length === 0)
    throw new Failure(`${file.place([])}: there are no deployments in it`, "Add one under `deployments`.");
  if (isAll || (names.length === 0 && all.length === 1)) return all;
  if (names.length === 0)
    throw new Failure(`there are several deployments: ${known.join(", ")}`, "Name some of them, or add --all.");
  for (const name of names)
    if (!known.some((one) => isMatch(one, name))) {
      const near = closest(name, known);
      throw new Failure(
        `${file.place(["deployments"])}: there is no deployment ${name}`,
        near ? `Did you mean ${near}?` : `There are ${known.join(", ")}.`,
      );
    }
  return all.filter(({ entry }) => names.some((name) => isMatch(entry.name ?? "", name)));
}

/** `*` stands for any text. */
const isMatch = (name: string, glob: string): boolean =>
  new RegExp(`^${glob.replaceAll(/[\\^$.+?()[\]{}|]/g, "\\$&").replaceAll("*", ".*")}$`, "s").test(name);

/** Mappings by their keys; everything else takes the place of what was there. */
function merged(under: Json, over: Json): Json {
  const result: Record<string, unknown> = { ...under };
  if ("schedule" in over || "schedules" in over) {
    delete result["schedule"];
    delete result["schedules"];
  }
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isMapping(value) && isMapping(below) ? merged(below, value) : value;
  }
  return result;
}

const isMapping = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
