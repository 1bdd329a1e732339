/**
 * The settings document of the protocol. Nearly all of it belongs to the reference's own parts and has no meaning here:
 * those keep the reference's defaults. What Weir has a setting of its own for shows that; secrets show as stars.
 */
import { routes, type RouteResponse, type Settings } from "@weir/contract";

const MASK = "**********";

type Json = Record<string, unknown>;
type Document = RouteResponse<typeof routes.admin.readSettings>;

/** The value that a schema gives where nothing is set. */
function defaultOf(schema: Json): unknown {
  if ("default" in schema) return schema["default"];
  if (Array.isArray(schema["anyOf"])) return null;
  if (schema["type"] !== "object") return null;
  const properties = (schema["properties"] ?? {}) as Record<string, Json>;
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, defaultOf(property)]));
}

/** `base` with the values of `changes`, at every depth. */
function merged(base: unknown, changes: Json): Json {
  const result: Json = { ...(base as Json) };
  for (const [key, value] of Object.entries(changes))
    result[key] =
      value !== null && typeof value === "object" && !Array.isArray(value) ? merged(result[key], value as Json) : value;
  return result;
}

const masked = (secret: string | undefined): string | null => (secret === undefined ? null : MASK);
const DAY = 86_400;
const duration = (seconds: number): string =>
  seconds > 0 && seconds % DAY === 0 ? `P${seconds / DAY}D` : `PT${seconds}S`;

/** Defaults that the reference's own schema leaves out. */
const UNDECLARED: Json = {
  client: { retry_extra_codes: [] },
  cloud: { ui_url: "https://app.prefect.cloud" },
  logging: { extra_loggers: [] },
  plugins: { allow: [], deny: [] },
};

const LEVELS: Readonly<Record<string, string>> = { trace: "DEBUG", warn: "WARNING", fatal: "CRITICAL" };

export function referenceSettings(settings: Settings): Document {
  const home = settings.home ?? "~/.weir";
  const defaults = merged(defaultOf(routes.admin.readSettings.responses[200] as unknown as Json), UNDECLARED);
  return merged(defaults, {
    home,
    profiles_path: `${home}/profiles.toml`,
    logging: { config_path: `${home}/logging.yml` },
    results: { local_storage_path: `${home}/storage` },
    api: {
      url: settings.api_url ?? null,
      auth_string: masked(settings.api_auth_string),
      key: masked(settings.api_key),
    },
    server: {
      logging_level: LEVELS[settings.server_log_level] ?? settings.server_log_level.toUpperCase(),
      analytics_enabled: false,
      memo_store_path: `${home}/memo_store.toml`,
      api: {
        auth_string: masked(settings.server_auth_string),
        host: settings.server_host,
        port: settings.server_port,
        default_limit: settings.server_page_size,
        csrf_protection_enabled: settings.server_csrf_enabled,
        max_parameter_size: settings.server_parameters_limit,
      },
      database: { connection_url: MASK },
      events: { retention_period: duration(settings.server_events_retention) },
      logs: { stream_out_enabled: true, stream_publishing_enabled: true },
      services: {
        scheduler: {
          recent_deployments_loop_seconds: settings.server_scheduler_interval,
          deployment_batch_size: settings.server_scheduler_deployment_batch_size,
          insert_batch_size: settings.server_scheduler_insert_batch_size,
          min_runs: settings.server_scheduler_min_runs,
          max_runs: settings.server_scheduler_max_runs,
          min_scheduled_time: duration(settings.server_scheduler_min_scheduled_time),
          max_scheduled_time: duration(settings.server_scheduler_max_scheduled_time),
        },
        late_runs: {
          loop_seconds: settings.server_late_runs_interval,
          after_seconds: duration(settings.server_late_after),
        },
        pause_expirations: { loop_seconds: settings.server_pause_expiry_interval },
        cancellation_cleanup: { loop_seconds: settings.server_cancellation_interval },
        db_vacuum: { loop_seconds: settings.server_vacuum_interval },
      },
      ui: {
        enabled: settings.server_ui_enabled,
        api_url: `http://${settings.server_host}:${settings.server_port}/api`,
      },
    },
  }) as Document;
}
