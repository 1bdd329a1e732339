/** Profiles, `weir.toml` and what wins over what, as commands see it. */
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { emptyHome, type Environment, type Outcome, weir } from "./weir.ts";

async function setup() {
  const home = await emptyHome();
  const environment: Environment = { WEIR_HOME: home.path };
  return {
    home: home.path,
    run: (line: string, more: Environment = {}, cwd = home.path): Promise<Outcome> =>
      weir(line.split(" "), { ...environment, ...more }, { cwd }),
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

const settingsOf = ({ stdout }: Outcome): string[] =>
  stdout
    .trimEnd()
    .split("\n")
    .filter((line) => !/^(Profile|WEIR_HOME)/.test(line));

it("keeps settings in profiles, each for whom it is chosen", async () => {
  await using weir = await setup();
  expect((await weir.run("profile ls")).stdout).toBe("* default\n");
  await weir.run("config set WEIR_LOGGING_LEVEL=debug");
  expect((await weir.run("profile create prod --set api_url=http://prod/api --set api_key=s3cret")).code).toBe(0);
  await weir.run("profile create eu --from prod --set PREFECT_API_URL=http://eu/api");
  expect(settingsOf(await weir.run("config view"))).toEqual(["WEIR_LOGGING_LEVEL='debug' (from profile default)"]);

  expect((await weir.run("profile use prod")).stdout).toBe("The profile prod is in use: http://prod/api.\n");
  expect((await weir.run("profiles ls")).stdout).toBe("  default\n* prod\n  eu\n");
  const prod = ["WEIR_API_URL='http://prod/api' (from profile prod)", "WEIR_API_KEY='********' (from profile prod)"];
  expect(settingsOf(await weir.run("config view"))).toEqual(prod);
  expect(settingsOf(await weir.run("config view", { WEIR_PROFILE: "eu" }))).toContain(
    "WEIR_API_URL='http://eu/api' (from profile eu)",
  );
  // A variable wins over the profile in use, and a profile named by a flag over the variable.
  expect(settingsOf(await weir.run("config view", { WEIR_API_URL: "http://own/api" }))).toContain(
    "WEIR_API_URL='http://own/api' (from WEIR_API_URL)",
  );
  expect(settingsOf(await weir.run("--profile eu config view", { WEIR_API_URL: "http://own/api" }))).toContain(
    "WEIR_API_URL='http://eu/api' (from profile eu)",
  );
  expect(settingsOf(await weir.run("config view --profile=prod"))).toEqual(prod);

  expect((await weir.run("profile delete prod")).stderr).toMatch(/^error: prod is in use\n.*weir profile use/);
  await weir.run("profile rename prod live");
  expect((await weir.run("profile ls --json")).stdout).toContain('"live",\n    "in_use": true');
  await weir.run("profile use default");
  expect((await weir.run("profile delete live")).stdout).toBe("Deleted the profile live.\n");
  expect((await weir.run("profile inspect live")).stderr).toMatch(/^error: there is no profile live\n/);
  // Keys are in it.
  expect((await stat(join(weir.home, "profiles.toml"))).mode & 0o777).toBe(0o600);
});

it("hides secrets of profiles unless they are asked for", async () => {
  await using weir = await setup();
  await weir.run("config set api_key=s3cret server_port=4300");
  expect((await weir.run("profile inspect")).stdout).toBe('api_key="********"\nserver_port=4300\n');
  const shown = await weir.run("profile inspect default --show-secrets --json");
  expect(JSON.parse(shown.stdout)).toEqual({ api_key: "s3cret", server_port: 4300 });
  const view = await weir.run("config view --json --show-secrets");
  expect(JSON.parse(view.stdout)).toContainEqual({
    name: "WEIR_API_KEY",
    value: "s3cret",
    source: { from: "profile", name: "default" },
  });
});

it("removes settings, all that are named or none", async () => {
  await using weir = await setup();
  await weir.run("config set api_key=s3cret server_port=4300");
  const wrong = await weir.run("config unset api_key sever_port");
  expect(wrong).toMatchObject({ code: 1, stdout: "" });
  expect(wrong.stderr).toMatch(/^error: sever_port is not a setting.*\nDid you mean server_port\?\n$/);
  expect((await weir.run("config unset WEIR_API_KEY logging_level")).stdout).toBe(
    "Removed api_key from the profile default.\nlogging_level is not set in the profile default.\n",
  );
  expect(await readFile(join(weir.home, "profiles.toml"), "utf8")).not.toContain("s3cret");
});

it("takes the weir.toml that is nearest above the working directory", async () => {
  await using weir = await setup();
  const deep = join(weir.home, "project", "src");
  await mkdir(deep, { recursive: true });
  const file = join(weir.home, "project", "weir.toml");
  await writeFile(file, 'home = "state"\n[server]\nport = 4444\n[logging]\nlevel = "debug"\n');
  const { stdout } = await weir.run("config view", { WEIR_HOME: "", PREFECT_API_URL: "http://python/api" }, deep);
  expect(stdout).toBe(
    [
      "Profile: default",
      `WEIR_HOME='${join(weir.home, "project", "state")}' (from ${file})`,
      "WEIR_API_URL='http://python/api' (from PREFECT_API_URL)",
      `WEIR_LOGGING_LEVEL='debug' (from ${file})`,
      `WEIR_SERVER_PORT='4444' (from ${file})`,
      "",
    ].join("\n"),
  );
});

it("names every problem of variables, project and profile at once", async () => {
  await using weir = await setup();
  await writeFile(join(weir.home, "weir.toml"), "sever_port = 1\n");
  await writeFile(join(weir.home, "profiles.toml"), '[profiles.default]\nserver_port = "many"\n');
  const { code, stderr } = await weir.run("flow ls", { WEIR_LOGGING_LEVEL: "loud" });
  expect(code).toBe(2);
  expect(stderr.split("\n").slice(0, 4)).toEqual([
    "error: Settings are not valid:",
    `  ${weir.home}/weir.toml: sever_port is not a setting; did you mean server_port?`,
    expect.stringMatching(/^ {2}WEIR_LOGGING_LEVEL: "loud" is none of debug/) as string,
    `  ${weir.home}/profiles.toml, profile default, server_port: "many" is not a number`,
  ]);
  // What is wrong in a profile can be put right with the command that made it.
  expect((await weir.run("config set server_port=4300")).code).toBe(0);
});

it("says where a file is not TOML, and which profile is not there", async () => {
  await using weir = await setup();
  await writeFile(join(weir.home, "profiles.toml"), 'active = "x"\noh no\n');
  const broken = await weir.run("flow ls");
  expect(broken.stderr).toContain(`${weir.home}/profiles.toml:2:`);
  expect((await weir.run("profile ls")).stderr).toMatch(/profiles\.toml:2:\d+: .*\nCorrect the file/);
  await writeFile(join(weir.home, "profiles.toml"), "");
  const missing = await weir.run("flow ls --profile prod");
  expect(missing).toMatchObject({ code: 2, stdout: "" });
  expect(missing.stderr).toContain("--profile: there is no profile prod (there is default)");
});

it("points at a variable that does nothing", async () => {
  await using weir = await setup();
  const { stderr } = await weir.run("config view", { WEIR_SERVR_PORT: "1" });
  expect(stderr).toBe("WEIR_SERVR_PORT is set, but is no setting; did you mean WEIR_SERVER_PORT?\n");
});
