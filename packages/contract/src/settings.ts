/**
 * Every setting of Weir: declared here once, resolved once by a `main.ts` (or by the SDK at first use), then passed
 * down as a frozen object. This file reads nothing: the environment comes in as a plain object.
 */

type Kind = "string" | "integer" | "number" | "boolean";

interface Setting<T> {
  readonly kind: Kind;
  /** The variable that sets it. */
  readonly env: string;
  /** Variables honoured where `env` is unset, so that one environment serves both languages. */
  readonly fallbacks?: readonly string[];
  readonly default: T;
  /** Smallest value, of numbers. */
  readonly minimum?: number;
  /** True for values that are never shown. */
  readonly secret?: true;
  readonly description: string;
}

const text = <D extends string | undefined>(env: string, fallback: D, description: string, more: object = {}) =>
  ({ kind: "string", env, default: fallback, description, ...more }) as Setting<
    D extends string ? string : string | undefined
  >;
const integer = (env: string, fallback: number, description: string, more: object = {}) =>
  ({ kind: "integer", env, default: fallback, minimum: 0, description, ...more }) as Setting<number>;
const number = (env: string, fallback: number, description: string, more: object = {}) =>
  ({ kind: "number", env, default: fallback, minimum: 0, description, ...more }) as Setting<number>;
const boolean = (env: string, fallback: boolean, description: string, more: object = {}) =>
  ({ kind: "boolean", env, default: fallback, description, ...more }) as Setting<boolean>;

export const SETTINGS = {
  home: text(
    "WEIR_HOME",
    undefined,
    "Folder of Weir's own files: database, local results, server address. Default: ~/.weir.",
  ),

  // Clients: SDK, CLI
  api_url: text(
    "WEIR_API_URL",
    undefined,
    "Address of the API, e.g. http://127.0.0.1:4200/api. Unset: the embedded server.",
    {
      fallbacks: ["PREFECT_API_URL"],
    },
  ),
  api_key: text("WEIR_API_KEY", undefined, "Bearer token sent with every request.", {
    fallbacks: ["PREFECT_API_KEY"],
    secret: true,
  }),
  api_auth_string: text("WEIR_API_AUTH_STRING", undefined, "`user:password` sent as basic authentication.", {
    fallbacks: ["PREFECT_API_AUTH_STRING"],
    secret: true,
  }),
  client_max_retries: integer(
    "WEIR_CLIENT_MAX_RETRIES",
    5,
    "How often a request is repeated after a connection error, 429 or 503.",
  ),
  log_level: text(
    "WEIR_LOGGING_LEVEL",
    "info",
    "Lowest level that flow and task loggers pass on: debug, info, warning, error.",
  ),
  log_to_api: boolean("WEIR_LOGGING_TO_API", true, "Whether flow and task logs are sent to the server."),

  // Server
  server_host: text("WEIR_SERVER_HOST", "127.0.0.1", "Address the server listens on."),
  server_port: integer("WEIR_SERVER_PORT", 4200, "Port the server listens on; 0 picks a free one."),
  server_database_url: text(
    "WEIR_SERVER_DATABASE_URL",
    undefined,
    "postgres://… or a path of a SQLite file. Default: weir.db in the home folder.",
    {
      secret: true,
    },
  ),
  server_auth_string: text("WEIR_SERVER_AUTH_STRING", undefined, "`user:password` that every request must carry.", {
    fallbacks: ["PREFECT_SERVER_API_AUTH_STRING"],
    secret: true,
  }),
  server_encryption_key: text(
    "WEIR_SERVER_ENCRYPTION_KEY",
    undefined,
    "Key under which secrets are kept: 32 bytes as base64; several, separated by commas: the first seals, all open. Default: encryption.key in the home folder, made when first needed.",
    { secret: true },
  ),
  server_csrf_enabled: boolean("WEIR_SERVER_CSRF_ENABLED", false, "Whether changing requests need a CSRF token.", {
    fallbacks: ["PREFECT_SERVER_CSRF_PROTECTION_ENABLED"],
  }),
  server_ui_enabled: boolean("WEIR_SERVER_UI_ENABLED", true, "Whether the dashboard is served."),
  server_services_enabled: boolean(
    "WEIR_SERVER_SERVICES_ENABLED",
    true,
    "Whether background loops run in this server.",
  ),
  server_log_level: text(
    "WEIR_SERVER_LOG_LEVEL",
    "warn",
    "Lowest level of the server's own log: trace, debug, info, warn, error, fatal.",
  ),
  server_page_size: integer("WEIR_SERVER_PAGE_SIZE", 200, "Default and greatest `limit` of list routes.", {
    minimum: 1,
  }),
  server_body_limit: integer("WEIR_SERVER_BODY_LIMIT", 16_777_216, "Greatest request body, in bytes.", {
    minimum: 1024,
  }),
  server_parameters_limit: integer(
    "WEIR_SERVER_PARAMETERS_LIMIT",
    524_288,
    "Greatest size of a run's parameters as JSON, in bytes; 0: no limit.",
  ),
  server_late_after: number(
    "WEIR_SERVER_LATE_AFTER",
    15,
    "Seconds after its scheduled time that a run is marked late.",
  ),
  server_late_runs_interval: number(
    "WEIR_SERVER_LATE_RUNS_INTERVAL",
    5,
    "Seconds between looks for late runs; 0: never.",
  ),
  server_pause_expiry_interval: number(
    "WEIR_SERVER_PAUSE_EXPIRY_INTERVAL",
    5,
    "Seconds between looks for paused runs past their timeout; 0: never.",
  ),
  server_cancellation_interval: number(
    "WEIR_SERVER_CANCELLATION_INTERVAL",
    20,
    "Seconds between clean-ups after cancelled runs; 0: never.",
  ),
  server_lease_expiry_interval: number(
    "WEIR_SERVER_LEASE_EXPIRY_INTERVAL",
    15,
    "Seconds between clean-ups of leases that ran out; 0: never. Their slots are free at once either way.",
  ),
  server_vacuum_interval: number(
    "WEIR_SERVER_VACUUM_INTERVAL",
    3600,
    "Seconds between removals of old events; 0: never.",
  ),
  server_events_retention: number("WEIR_SERVER_EVENTS_RETENTION", 604_800, "Seconds that events are kept."),
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;
export type Settings = { readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends Setting<infer T> ? T : never };

const TRUE = new Set(["1", "true", "yes", "on", "t", "y"]);
const FALSE = new Set(["0", "false", "no", "off", "f", "n", ""]);

function parse(setting: Setting<unknown>, value: string): unknown {
  if (setting.kind === "string") return value;
  if (setting.kind === "boolean") {
    const word = value.trim().toLowerCase();
    if (TRUE.has(word)) return true;
    if (FALSE.has(word)) return false;
    throw new Error(`${JSON.stringify(value)} is not a yes or no (use true or false)`);
  }
  const parsed = value.trim() === "" ? Number.NaN : Number(value);
  if (!Number.isFinite(parsed)) throw new Error(`${JSON.stringify(value)} is not a number`);
  if (setting.kind === "integer" && !Number.isInteger(parsed)) throw new Error(`${value} is not a whole number`);
  if (setting.minimum !== undefined && parsed < setting.minimum)
    throw new Error(`${value} is less than ${setting.minimum}`);
  return parsed;
}

/** Thrown by `resolveSettings`; names every setting that is wrong, in one message. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `${problems.length === 1 ? "A setting is" : "Settings are"} not valid:\n${problems.map((line) => `  ${line}`).join("\n")}`,
    );
    this.problems = problems;
  }
}

/**
 * Merges what was given explicitly (flags), the environment and the defaults; validates; freezes.
 *
 * @throws SettingsError naming every problem at once
 */
export function resolveSettings(
  environment: Readonly<Record<string, string | undefined>>,
  given: { readonly [Name in SettingName]?: Settings[Name] | undefined } = {},
): Settings {
  const problems: string[] = [];
  const resolved: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(SETTINGS) as [SettingName, Setting<unknown>][]) {
    if (given[name] !== undefined) {
      resolved[name] = given[name];
      continue;
    }
    const variable = [setting.env, ...(setting.fallbacks ?? [])].find(
      (key) => environment[key] !== undefined && environment[key] !== "",
    );
    try {
      resolved[name] = variable === undefined ? setting.default : parse(setting, environment[variable]!);
    } catch (error) {
      problems.push(`${variable}: ${(error as Error).message}`);
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return Object.freeze(resolved) as Settings;
}
