/**
 * `npm run image`: the container image of server, worker and command line (deploy/Dockerfile). What the image holds is
 * brought together here, in the versions of the lock file: building it asks no package registry.
 * Arguments are for `docker build`: `npm run image -- --tag registry.example/weir:1 --build-arg NODE_IMAGE=node:24`.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { CACHE, ROOT, run, StepFailed } from "./lib/run.mjs";
import { build, installPackages } from "./lib/setup.mjs";

const CONTEXT = join(CACHE, "image");
const FOLDER_IN_CONTEXT = join(CONTEXT, "weir");
const DEFAULT_TAG = "weir";

/** Types and maps are for who develops; a third of all bytes. */
const isNeeded = (file) => !/\.(map|d\.[cm]?ts)$/.test(file) && basename(file) !== ".bin";

/** Folders of all packages that `weir` needs to run. */
async function folders() {
  const args = ["ls", "--all", "--omit=dev", "--parseable", "--workspace", "weir"];
  const { code, output } = await run("npm", args, { quiet: true, minutes: 2 });
  const found = output.split("\n").filter((line) => line.startsWith(join(ROOT, "")) && line.includes("node_modules"));
  if (code !== 0 || found.length === 0) throw new StepFailed(`npm ${args.join(" ")} ended with ${code}:\n${output}`);
  return found.filter((folder) => !folder.includes("/@types/"));
}

/** Where a package is in the image: those of a workspace's own are below the workspace there too. */
function targetOf(folder) {
  const [, workspace, rest] = /^packages\/([^/]+)\/(node_modules\/.*)$/.exec(relative(ROOT, folder)) ?? [];
  if (workspace === undefined) return join(FOLDER_IN_CONTEXT, relative(ROOT, folder));
  const { name } = JSON.parse(readFileSync(join(ROOT, "packages", workspace, "package.json"), "utf8"));
  return join(FOLDER_IN_CONTEXT, "node_modules", name, rest);
}

/** A package of ours is in it with what would be published; one of others with all but the packages below it. */
function copyPackage(folder) {
  const source = realpathSync(folder);
  const isOurs = !source.includes("node_modules");
  const published = JSON.parse(readFileSync(join(source, "package.json"), "utf8")).files;
  const names = isOurs ? ["package.json", ...published] : readdirSync(source).filter((one) => one !== "node_modules");
  for (const name of names)
    cpSync(join(source, name), join(targetOf(folder), name), { recursive: true, filter: isNeeded });
}

async function bringTogether() {
  rmSync(CONTEXT, { recursive: true, force: true });
  // An empty folder that is copied into the image gives the one there its owner.
  mkdirSync(join(CONTEXT, "home"), { recursive: true });
  for (const folder of await folders()) if (existsSync(folder)) copyPackage(folder);
  const programs = join(FOLDER_IN_CONTEXT, "node_modules", ".bin");
  mkdirSync(programs);
  symlinkSync("../weir/bin/weir.js", join(programs, "weir"));
  for (const name of ["LICENSE", "deploy/healthy.mjs"])
    cpSync(join(ROOT, name), join(FOLDER_IN_CONTEXT, basename(name)));
}

async function main(args) {
  await installPackages();
  await build();
  await bringTogether();
  const isTagged = args.some((word) => /^(-t|--tag)(=|$)/.test(word));
  const words = ["build", "--file", join(ROOT, "deploy", "Dockerfile"), ...(isTagged ? [] : ["--tag", DEFAULT_TAG])];
  const { code } = await run("docker", [...words, ...args, CONTEXT], { minutes: 20 }).catch((error) => {
    if (error.code !== "ENOENT") throw error;
    throw new StepFailed("There is no program docker on the PATH, which builds the image.");
  });
  if (code !== 0) throw new StepFailed("The image was not built.");
}

await main(process.argv.slice(2)).catch((error) => {
  if (!(error instanceof StepFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
