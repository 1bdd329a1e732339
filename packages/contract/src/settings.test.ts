import { expect, test } from "vitest";
import { resolveSettings, SettingsError } from "./settings.ts";

test("what is given wins over the environment, and that over the default", () => {
  const environment = { WEIR_SERVER_PORT: "5000", WEIR_SERVER_HOST: "0.0.0.0" };
  const settings = resolveSettings(environment, { server_port: 6000 });
  expect(settings).toMatchObject({ server_port: 6000, server_host: "0.0.0.0", server_page_size: 200 });
  expect(Object.isFrozen(settings)).toBe(true);
});

test("variables of the other language count where ours are unset", () => {
  expect(resolveSettings({ PREFECT_API_URL: "http://a/api" }).api_url).toBe("http://a/api");
  expect(resolveSettings({ PREFECT_API_URL: "http://a/api", WEIR_API_URL: "http://b/api" }).api_url).toBe(
    "http://b/api",
  );
});

test("every problem is named at once, with its variable", () => {
  const wrong = { WEIR_SERVER_PORT: "many", WEIR_SERVER_UI_ENABLED: "perhaps", WEIR_SERVER_PAGE_SIZE: "0" };
  let error: unknown;
  try {
    resolveSettings(wrong);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(SettingsError);
  expect((error as SettingsError).problems).toHaveLength(3);
  for (const name of Object.keys(wrong)) expect((error as Error).message).toContain(name);
});
