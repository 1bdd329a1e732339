/** Reads `weir.yaml`, or `prefect.yaml` as the reference reads it. */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument, type Tags } from "yaml";
import { Failure } from "../failure.ts";
import { check, type Path } from "./check.ts";
import { DEPLOYMENT_FILE } from "./schema.ts";
import type { DeploymentFileContent } from "./types.ts";

const NAMES = ["weir.yaml", "prefect.yaml"] as const;

export interface DeploymentFile {
  readonly path: string;
  /** Where relative paths in it are meant from. */
  readonly folder: string;
  /** Whether the file may have what only Weir knows. */
  readonly isOurs: boolean;
  readonly content: DeploymentFileContent;
  /** File and line of something in it. */
  readonly place: (path: Path) => string;
}

/** @throws Failure naming every problem with its file and line */
export function readDeploymentFile(folder: string, named: string | undefined): DeploymentFile {
  const path = named === undefined ? found(folder) : resolve(folder, named);
  const lines = new LineCounter();
  // The reference's library reads YAML 1.1, but the times in it are wanted as they are written.
  const document = parseDocument(read(path), { version: "1.1", merge: true, lineCounter: lines, customTags: noTimes });
  const shownPath = named ?? basename(path);
  const [broken] = document.errors;
  if (broken)
    throw new Failure(`${shownPath}:${broken.linePos?.[0].line ?? 1}: ${broken.message.split("\n")[0]}`, "Correct it.");
  const isOurs = basename(path) !== "prefect.yaml";
  const content = (document.toJS() ?? {}) as DeploymentFileContent;
  const place = (at: Path): string => `${shownPath}:${lineOf(document, at, lines)}`;
  const problems = check(content, DEPLOYMENT_FILE, isOurs);
  if (problems.length > 0)
    throw new Failure(
      problems.map(({ path: at, message }) => `${place(at)}: ${at.join(".") || "the file"} ${message}`).join("\n"),
      isOurs ? "Correct the file; keys of your own may begin with x-." : "Correct the file.",
    );
  return { path, folder: dirname(path), isOurs, content, place };
}

function found(folder: string): string {
  const path = NAMES.map((name) => resolve(folder, name)).find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  throw new Failure(`there is neither ${NAMES.join(" nor ")} in ${folder}`, "Write one with `weir init`.");
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Failure(
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code})`,
      "Name another with --file.",
      {
        cause: error,
      },
    );
  }
}

const noTimes = (tags: Tags): Tags =>
  tags.filter((tag) => (typeof tag === "string" ? tag : tag.tag) !== "tag:yaml.org,2002:timestamp");

/** The line of a key, or of the nearest thing around it: what an alias or a merge brings is elsewhere. */
function lineOf(document: Document.Parsed, path: Path, lines: LineCounter): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const parent: unknown = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const last = path[depth - 1];
    const key = isMap(parent)
      ? parent.items.find(({ key: one }) => isScalar(one) && one.value === last)?.key
      : undefined;
    const node = key ?? document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
