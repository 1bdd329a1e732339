import { expect, test } from "vitest";
import { closest } from "./setting.ts";
import { explainSettings, findSetting, resolveSettings, SettingsError, type SettingsFile } from "./resolve.ts";

const project = (values: SettingsFile["values"]): SettingsFile => ({ kind: "project", where: "/p/weir.toml", values });
const profile = (values: SettingsFile["values"]): SettingsFile => ({
  kind: "profile",
  where: "/h/profiles.toml, profile prod",
  profile: "prod",
  values,
});

function problemsOf(...args: Parameters<typeof resolveSettings>): readonly string[] {
  try {
    resolveSettings(...args);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    for (const problem of (error as SettingsError).problems) expect((error as Error).message).toContain(problem);
    return (error as SettingsError).problems;
  }
}

test("what is given wins over the environment, and that over the default", () => {
  const environment = { WEIR_SERVER_PORT: "5000", WEIR_SERVER_HOST: "0.0.0.0" };
  const settings = resolveSettings(environment, { server_port: 6000 });
  expect(settings).toMatchObject({ server_port: 6000, server_host: "0.0.0.0", server_page_size: 200 });
  expect(Object.isFrozen(settings)).toBe(true);
});

// Each step takes the winner of the one before away.
test.each([
  [["flag", "own", "project", "profile", "other"], "flag", { from: "flag" }],
  [["own", "project", "profile", "other"], "own", { from: "environment", name: "WEIR_API_URL" }],
  [["project", "profile", "other"], "project", { from: "project", name: "/p/weir.toml" }],
  [["profile", "other"], "profile", { from: "profile", name: "prod" }],
  [["other"], "other", { from: "environment", name: "PREFECT_API_URL" }],
  [[], undefined, { from: "default" }],
  [["flag", "chosen", "own", "project"], "flag", { from: "flag" }],
  [["chosen", "own", "project"], "profile", { from: "profile", name: "prod" }],
])("of %j, %s wins, and says so", (there, value, source) => {
  const has = (name: string): boolean => (there as string[]).includes(name);
  const { settings, sources } = explainSettings(
    { WEIR_API_URL: has("own") ? "own" : "", PREFECT_API_URL: has("other") ? "other" : undefined },
    { api_url: has("flag") ? "flag" : undefined },
    {
      project: has("project") ? project({ api_url: "project" }) : undefined,
      profile: has("profile") || has("chosen") ? profile({ api_url: "profile" }) : undefined,
      profileFirst: has("chosen"),
    },
  );
  expect([settings.api_url, sources.api_url]).toEqual([value, source]);
});

test("files may have numbers and booleans as such or as texts", () => {
  const values = { server_port: 4300, server_ui_enabled: false, server_late_after: "2.5", logging_to_api: "no" };
  expect(resolveSettings({}, {}, { project: project(values) })).toMatchObject({
    server_port: 4300,
    server_ui_enabled: false,
    server_late_after: 2.5,
    log_to_api: false,
  });
});

test("every problem is named at once, with where it is", () => {
  const environment = { WEIR_SERVER_PORT: "many", WEIR_SERVER_UI_ENABLED: "perhaps", WEIR_SERVER_PAGE_SIZE: "0" };
  const files = {
    project: project({ sever_port: 1, logging_level: "loud" }),
    profile: profile({ home: "/x", api_url: 3, nonsense_beyond_help: 1 }),
    problems: ["/h/profiles.toml:1:2: not TOML"],
  };
  expect(problemsOf(environment, { server_log_level: "shout" }, files)).toEqual([
    "/h/profiles.toml:1:2: not TOML",
    "/p/weir.toml: sever_port is not a setting; did you mean server_port?",
    "/h/profiles.toml, profile prod: home decides which profile is read, so it cannot stand in one",
    "/h/profiles.toml, profile prod: nonsense_beyond_help is not a setting",
    "/h/profiles.toml, profile prod, api_url: 3 is not a text (put it in quotes)",
    '/p/weir.toml, logging_level: "loud" is none of debug, info, warning, warn, error, critical',
    'WEIR_SERVER_PORT: "many" is not a number',
    'WEIR_SERVER_UI_ENABLED: "perhaps" is not a yes or no (use true or false)',
    expect.stringContaining('flag for WEIR_SERVER_LOG_LEVEL: "shout" is none of trace') as string,
    "WEIR_SERVER_PAGE_SIZE: 0 is less than 1",
  ]);
});

test.each([
  [{ server_port: [1] }, "integer expected"],
  [{ server_port: true }, "true is not a number"],
  [{ server_port: 70_000 }, "70000 is more than 65535"],
  [{ server_port: 1.5 }, "1.5 is not a whole number"],
])("a file with %j is refused", (values, problem) => {
  expect(problemsOf({}, {}, { project: project(values) })).toEqual([`/p/weir.toml, server_port: ${problem}`]);
});

test("words for a setting are read in any case", () => {
  expect(resolveSettings({ WEIR_LOGGING_LEVEL: "DEBUG" }).log_level).toBe("debug");
});

test.each(["api_url", "API.URL", "WEIR_API_URL", "weir_api_url", "PREFECT_API_URL"])("%s names a setting", (name) => {
  expect(findSetting(name)?.name).toBe("api_url");
});

test("names of nothing find nothing, or what is near them", () => {
  expect(findSetting("WEIR_NONSENSE")).toBeUndefined();
  expect(closest("inspct", ["ls", "inspect", "logs"])).toBe("inspect");
  expect(closest("elephant", ["ls", "inspect", "logs"])).toBeUndefined();
});
