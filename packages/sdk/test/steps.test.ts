/** Steps of deployments, with real programs: git against a real repository, npm, a shell. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Find, valueAt } from "@weir/contract/templates";
import { type GitServer, startGitServer } from "@weir/testkit";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { addressOf } from "../src/deployments/steps/git-login.ts";
import { runSteps, type Step, type StepsDone } from "../src/deployments/steps/index.ts";

const TOKEN = "not-to-be-seen-anywhere";
const CLONE = "prefect.deployments.steps.git_clone";
const SHELL = "prefect.deployments.steps.run_shell_script";
const NPM = "weir.deployments.steps.npm_install";

let open: GitServer;
let locked: GitServer;
let first: string;
let root: string;
let folder: string;
let printed: string;

beforeAll(async () => {
  [open, locked] = await Promise.all([startGitServer(), startGitServer(`x-access-token:${TOKEN}`)]);
  root = await realpath(await mkdtemp(join(tmpdir(), "weir-steps-")));
  first = await open.commit("code", { "a/flow.ts": "first", "b/other.ts": "b", "top.txt": "top" });
  await open.git("code", "tag", "v1");
  await open.commit("code", { "a/flow.ts": "second" });
  await open.commit("code", { "a/flow.ts": "of dev" }, "feature/dev");
  await open.git("code", "checkout", "--quiet", "main");
  await locked.commit("private", { "flow.ts": "private" });
});

afterAll(async () => {
  await Promise.all([open[Symbol.asyncDispose](), locked[Symbol.asyncDispose]()]);
  await rm(root, { recursive: true, force: true });
});

beforeEach(async () => {
  folder = await mkdtemp(join(root, "run-"));
  printed = "";
});

const find =
  (outputs: Readonly<Record<string, unknown>>): Find =>
  (name) =>
    valueAt(outputs, name);

const steps = (list: readonly Step[], environment: NodeJS.ProcessEnv = process.env): Promise<StepsDone> =>
  runSteps(list, { folder, environment, cache: join(root, "cache"), print: (text) => (printed += text), find });

const clone = (inputs: Readonly<Record<string, unknown>>): Promise<StepsDone> =>
  steps([{ [CLONE]: { repository: `${open.url}/code.git`, ...inputs } }]);

const text = (...path: string[]): Promise<string> => readFile(join(folder, ...path), "utf8");

test("a branch, a tag, a commit, and the branch that the repository shows first", async () => {
  expect((await clone({})).outputs).toEqual({ directory: "code" });
  expect(await text("code", "a/flow.ts")).toBe("second");
  expect((await clone({ branch: "feature/dev" })).outputs).toEqual({ directory: "code-feature-dev" });
  expect(await text("code-feature-dev", "a/flow.ts")).toBe("of dev");
  await clone({ branch: "v1", clone_directory_name: "tagged" });
  expect(await text("tagged", "a/flow.ts")).toBe("first");
  for (const commit_sha of [first, first.slice(0, 8)]) {
    await clone({ commit_sha, clone_directory_name: commit_sha });
    expect(await text(commit_sha, "a/flow.ts")).toBe("first");
  }
});

test("a folder that is there is brought to what is asked for; what was changed in it is not overwritten", async () => {
  await clone({ commit_sha: first });
  await clone({ branch: "main", clone_directory_name: "code" });
  expect(await text("code", "a/flow.ts")).toBe("second");
  await writeFile(join(folder, "code/a/flow.ts"), "mine");
  await expect(clone({ commit_sha: first })).rejects.toThrow(/cannot be had: .*/);
  expect(await text("code", "a/flow.ts")).toBe("mine");
  await mkdir(join(folder, "elsewhere"));
  await writeFile(join(folder, "elsewhere/notes"), "mine");
  await expect(clone({ clone_directory_name: "elsewhere" })).rejects.toThrow(/is there already, and is no clone/);
});

test("only some directories", async () => {
  await clone({ directories: ["a"] });
  expect((await readdir(join(folder, "code"))).sort()).toEqual([".git", "a", "top.txt"]);
});

test("submodules come along", async () => {
  await open.commit("part", { "part.ts": "part" });
  await open.commit("whole", { "flow.ts": "whole" });
  await open.git("whole", "submodule", "--quiet", "add", `${open.url}/part.git`, "part");
  await open.git("whole", "commit", "--quiet", "--message", "with a part");
  const repository = `${open.url}/whole.git`;
  await clone({ repository });
  expect(existsSync(join(folder, "whole/part/part.ts"))).toBe(false);
  await clone({ repository, include_submodules: true });
  expect(await text("whole/part/part.ts")).toBe("part");
});

test.each([
  ["a token", { access_token: TOKEN }],
  ["a block with a token", { credentials: { token: TOKEN } }],
  ["a mapping", { credentials: { username: "x-access-token", password: TOKEN } }],
])("a repository with a password, by %s, which is in no file and on no command line", async (_, credentials) => {
  // A git on the PATH that writes down how it is called, and goes on as git.
  const { stdout } = await promisify(execFile)("sh", ["-c", "command -v git"]);
  const spy = join(folder, "spy");
  await mkdir(spy);
  await writeFile(join(spy, "git"), `#!/bin/sh\nprintf '%s\\n' "$*" >> "${spy}/calls"\nexec ${stdout.trim()} "$@"\n`, {
    mode: 0o755,
  });
  const environment = { ...process.env, PATH: `${spy}:${process.env["PATH"]}` };
  await steps([{ [CLONE]: { repository: `${locked.url}/private.git`, ...credentials } }], environment);
  expect(await text("private/flow.ts")).toBe("private");
  expect(await readFile(join(spy, "calls"), "utf8")).toContain("fetch");
  const { stdout: found } = await promisify(execFile)("sh", ["-c", `grep -rl -e "$0" . || true`, TOKEN], {
    cwd: folder,
  });
  expect(found).toBe("");
  expect(printed).not.toContain(TOKEN);
});

test("a login in the address is not kept there", async () => {
  const repository = `${locked.url.replace("//", `//x-access-token:${TOKEN}@`)}/private.git`;
  await clone({ repository });
  expect(await text("private/.git/config")).not.toContain(TOKEN);
  expect(printed).not.toContain(TOKEN);
});

test.each([
  [
    "no password",
    () => ({ repository: `${locked.url}/private.git` }),
    /private.git needs a password: give access_token/,
  ],
  [
    "a wrong one",
    () => ({ repository: `${locked.url}/private.git`, access_token: "wrong" }),
    /does not accept the cred/,
  ],
  ["no such commit", () => ({ commit_sha: "ab".repeat(20) }), /there is no commit (ab){20} in http/],
  ["no such short commit", () => ({ commit_sha: "abababab" }), /there is no commit abababab in/],
  ["no such branch", () => ({ branch: "none" }), /there is no branch or tag none in/],
  ["no such repository", () => ({ repository: `${open.url}/none.git` }), /there is no repository .*none.git/],
  ["an option as a branch", () => ({ branch: "--upload-pack=x" }), /is no branch, tag or commit/],
  ["an option as a repository", () => ({ repository: "--upload-pack=x" }), /is no repository/],
  ["two of them", () => ({ branch: "a", commit_sha: "abcd" }), /exclude each other/],
  ["an empty block", () => ({ credentials: {} }), /neither a token nor a password/],
  ["an input that is not there", () => ({ brnach: "x" }), /there is no input "brnach"/],
])("git, %s: an error says so", async (_, inputs, message) => {
  const failed = await clone(inputs()).catch((error: unknown) => error as Error);
  expect((failed as Error).message).toMatch(message);
  expect((failed as Error).message).toMatch(/^step prefect.deployments.steps.git_clone failed: /);
});

test.each([
  ["https://github.com/o/r.git", "t", "x-access-token", "t"],
  ["https://gitlab.com/o/r.git", "t", "oauth2", "t"],
  ["https://gitlab.example.com/o/r.git", { token: "t" }, "oauth2", "t"],
  ["https://gitlab.com/o/r.git", { username: "deploy", access_token: "t" }, "deploy", "t"],
  ["https://bitbucket.org/o/r.git", "t", "x-token-auth", "t"],
  ["https://bitbucket.org/o/r.git", "user:t", "user", "t"],
  ["https://bitbucket.example.com/scm/o/r.git", { username: "user", token: "t" }, "user", "t"],
  ["https://git.example.com/o/r.git", "t", "x-access-token", "t"],
  ["https://token@github.com/o/r.git", undefined, "x-access-token", "token"],
])("the login for %s with %j", (repository, credentials, username, password) => {
  const { url, login } = addressOf(repository, credentials);
  expect(login).toEqual({ username, password });
  expect(url).not.toContain("@");
});

test("credentials are not sent unencrypted, and not to what takes none", () => {
  expect(() => addressOf("http://example.com/r.git", "t")).toThrow(/unencrypted/);
  expect(() => addressOf("git@github.com:o/r.git", "t")).toThrow(/only https/);
  expect(() => addressOf("https://bitbucket.example.com/r.git", "t")).toThrow(/needs a username/);
  expect(addressOf("git@github.com:o/r.git", undefined).login).toBeUndefined();
});

test("outputs are for the steps after, by id and by themselves; a folder is changed for them", async () => {
  await mkdir(join(folder, "inner"));
  const { outputs, folder: last } = await steps([
    { [SHELL]: { id: "said", script: "echo one\necho $WORD", expand_env_vars: true, env: { WORD: "two" } } },
    { "prefect.deployments.steps.set_working_directory": { directory: "inner" } },
    { [SHELL]: { script: 'sh -c "pwd; echo {{ said.stderr }}-"', stream_output: false } },
  ]);
  expect(outputs["said"]).toEqual({ stdout: "one\ntwo", stderr: "" });
  expect(outputs["stdout"]).toBe(`${join(folder, "inner")}\n-`);
  expect(last).toBe(join(folder, "inner"));
  expect(printed).toBe("one\ntwo\n");
});

test.each<[string, Step, RegExp]>([
  ["an unknown step", { "prefect.deployments.steps.git_clon": {} }, /did you mean prefect.deployments.steps.git_clone/],
  ["another unknown step", { "my.step": {} }, /step my.step is not one that Weir can do \(it can do/],
  ["two keys", { [SHELL]: { script: "true" }, other: {} }, /has a second key, other/],
  ["a script that fails", { [SHELL]: { script: "sh -c 'echo why >&2; exit 3'" } }, /exit code 3: why/],
  ["a program that is not there", { [SHELL]: { script: "no-such-program" } }, /no program no-such-program/],
  ["no script", { [SHELL]: {} }, /script is missing/],
  ["no folder", { "prefect.deployments.steps.set_working_directory": { directory: "no" } }, /there is no folder/],
  ["no requirements", { "prefect.deployments.steps.pip_install_requirements": {} }, /there is no file .*requirements/],
])("%s: an error says so", async (_, step, message) => {
  await expect(steps([step])).rejects.toThrow(message);
});

test(
  "npm ci, and the same again out of the cache; another lock file is another entry",
  { timeout: 60_000 },
  async () => {
    const write = async (project: string, version: string): Promise<string> => {
      const place = join(folder, project);
      await mkdir(join(place, "dependency"), { recursive: true });
      await writeFile(join(place, "dependency/package.json"), JSON.stringify({ name: "dependency", version }));
      await promisify(execFile)("npm", ["pack", "--silent", "./dependency"], { cwd: place });
      await rm(join(place, "dependency"), { recursive: true });
      const dependencies = { dependency: `file:dependency-${version}.tgz` };
      await writeFile(join(place, "package.json"), JSON.stringify({ name: "project", version: "1.0.0", dependencies }));
      await promisify(execFile)("npm", ["install", "--package-lock-only", "--offline", "--silent"], { cwd: place });
      return place;
    };
    for (const [project, version, cached] of [
      ["one", "1.0.0", false],
      ["two", "1.0.0", true],
      ["three", "2.0.0", false],
    ] as const) {
      const directory = await write(project, version);
      const { outputs } = await steps([{ [NPM]: { id: "install", directory } }]);
      expect(outputs["install"]).toMatchObject({ cached });
      const installed = await readFile(join(directory, "node_modules/dependency/package.json"), "utf8");
      expect(JSON.parse(installed)).toMatchObject({ version });
    }
  },
);
