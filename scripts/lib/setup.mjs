/**
 * What a fresh clone needs before it can run: each function installs or builds one thing, says so, and does nothing
 * when that is there already.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { CACHE, ROOT, step, StepFailed } from "./run.mjs";

const packagesOf = (lockFile) => JSON.parse(readFileSync(join(ROOT, lockFile), "utf8")).packages;

/** npm keeps a second lock file of what it really installed; the two agree when nothing has to be done. */
function packagesAreInstalled() {
  const installedList = join("node_modules", ".package-lock.json");
  if (!existsSync(join(ROOT, installedList))) return false;
  const installed = packagesOf(installedList);
  return Object.entries(packagesOf("package-lock.json")).every(
    ([path, { version, optional, peer }]) =>
      !path.startsWith("node_modules/") ||
      installed[path]?.version === version ||
      (!installed[path] && (optional || peer)),
  );
}

export async function installPackages() {
  if (packagesAreInstalled()) return;
  await step("installing npm packages", "npm", ["ci", "--no-audit", "--no-fund"], { minutes: 15 });
}

/** Compiles our packages and the dashboard; the compiler itself knows what is stale. */
export async function build() {
  await step("compiling", "tsc", ["-b", "packages/weir"], { minutes: 10 });
  if (serverBundleIsStale()) await step("packing the server", "node", [join("scripts", "bundle-server.mjs")]);
  if (dashboardIsStale()) {
    await step("building the dashboard", "npm", ["run", "build", "--workspace", "packages/dashboard"], { minutes: 10 });
  }
}

function newestIn(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

function serverBundleIsStale() {
  const bundle = join(ROOT, "packages", "server", "bundle", "index.js");
  if (!existsSync(bundle)) return true;
  const compiled = ["server", "contract"].map((name) => newestIn(join(ROOT, "packages", name, "dist")));
  return Math.max(...compiled) > statSync(bundle).mtimeMs;
}

function dashboardIsStale() {
  const dashboard = join(ROOT, "packages", "dashboard");
  const built = join(dashboard, "dist", "index.html");
  if (!existsSync(built)) return true;
  const sources = ["src", "public", "index.html", "package.json", "vite.config.ts", "../client/src", "../contract/src"];
  return sources.some((path) => newestIn(join(dashboard, path)) > statSync(built).mtimeMs);
}

const PYTHON_REQUIREMENTS = ["requirements.txt", "requirements-test.txt"].map((name) =>
  join(ROOT, "conformance", "python", name),
);
export const VENV = join(CACHE, "venv");

/** The unmodified Python client, its server and the test tools, in a virtual environment of this repository. */
export async function installPython() {
  const wanted = createHash("sha256");
  for (const file of PYTHON_REQUIREMENTS) wanted.update(readFileSync(file));
  const digest = wanted.digest("hex");
  const marker = join(VENV, "requirements.sha256");
  if (existsSync(marker) && readFileSync(marker, "utf8") === digest) return;
  rmSync(VENV, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  const python = findProgram(["python3.11", "python3.12", "python3.13", "python3"]);
  if (!python) throw new StepFailed("Python 3.11 or later is needed for the tests with the real Python client.");
  await step("making a Python environment", python, ["-m", "venv", VENV]);
  const files = PYTHON_REQUIREMENTS.flatMap((file) => ["-r", file]);
  await step("installing the Python client", join(VENV, "bin", "pip"), ["install", "--quiet", ...files], {
    minutes: 15,
  });
  writeFileSync(marker, digest);
}

function findProgram(names, folders = []) {
  const places = [...folders, ...(process.env.PATH ?? "").split(delimiter)];
  return names.flatMap((name) => places.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

const canInstallDebianPackages = () => process.getuid?.() === 0 && findProgram(["apt-get"]) !== undefined;

async function installDebianPackage(name) {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const wait = ["-o", "DPkg::Lock::Timeout=300"];
  await step("reading Debian's package lists", "apt-get", [...wait, "update", "-qq"], { env, minutes: 10 });
  await step(`installing ${name}`, "apt-get", [...wait, "install", "-y", "-qq", "--no-install-recommends", name], {
    env,
    minutes: 15,
  });
}

function findPostgres() {
  const debian = "/usr/lib/postgresql";
  const folders = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, "bin")) : [];
  return findProgram(["initdb"], folders);
}

export async function installPostgres() {
  if (findPostgres()) return;
  if (!canInstallDebianPackages()) {
    throw new StepFailed("The tests need a PostgreSQL server: install one (Debian: apt-get install postgresql).");
  }
  await installDebianPackage("postgresql");
}

/** A browser of the system, where we may install one; the tests know another one, which an npm package carries. */
export async function installBrowser() {
  if (findProgram(["chromium", "chromium-browser", "google-chrome"]) || !canInstallDebianPackages()) return;
  await installDebianPackage("chromium");
}

/** An engine, a registry and a shell for containers; where they cannot be installed, the tests that need them say so. */
export const installDocker = () =>
  installIfPossible({ dockerd: "docker.io", "docker-registry": "docker-registry", busybox: "busybox-static" });

/** Shells that complete commands; where they cannot be installed, the tests of theirs are skipped. */
export const installShells = () => installIfPossible({ zsh: "zsh", fish: "fish" });

/** @param wanted Debian's packages by the programs that they bring */
async function installIfPossible(wanted) {
  const missing = Object.keys(wanted).filter((name) => !findProgram([name], ["/usr/sbin", "/sbin"]));
  if (missing.length === 0 || !canInstallDebianPackages()) return;
  for (const name of missing) {
    await installDebianPackage(wanted[name]).catch((error) => {
      if (!(error instanceof StepFailed)) throw error;
    });
  }
}
