/**
 * Every setting of Weir: declared here once, resolved once by a `main.ts` (or by the SDK at first use), then passed
 * down as a frozen object. `settings/resolve.ts` says what wins over what.
 */
import type { Setting } from "./settings/setting.ts";

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
    "Folder of Weir's own files: database, local results, profiles, server address. Default: ~/.weir.",
    { choosesProfile: true },
  ),
  profile: text(
    "WEIR_PROFILE",
    undefined,
    "Profile whose settings count. Default: the one that `weir profile use` chose.",
    { choosesProfile: true },
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
  offline_enabled: boolean(
    "WEIR_OFFLINE_ENABLED",
    true,
    "Whether runs go on in a local journal while the server is out of reach, to be sent to it later. False: they fail.",
  ),
  offline_after: number(
    "WEIR_OFFLINE_AFTER",
    10,
    "Seconds that a request is repeated before the server counts as out of reach.",
  ),
  log_level: text(
    "WEIR_LOGGING_LEVEL",
    "info",
    "Lowest level that flow and task loggers pass on: debug, info, warning, error, critical.",
    { choices: ["debug", "info", "warning", "warn", "error", "critical"] },
  ),
  log_to_api: boolean("WEIR_LOGGING_TO_API", true, "Whether flow and task logs are sent to the server."),

  heartbeat: number(
    "WEIR_HEARTBEAT",
    10,
    "Seconds between the signs of life that a flow run gives; a Weir server that misses three declares the run lost.",
    { minimum: 0.1 },
  ),

  // Server
  server_host: text("WEIR_SERVER_HOST", "127.0.0.1", "Address the server listens on."),
  server_port: integer("WEIR_SERVER_PORT", 4200, "Port the server listens on; 0 picks a free one.", {
    maximum: 65_535,
  }),
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
    "Lowest level of the server's own log: trace, debug, info, warn, error, fatal, silent.",
    { choices: ["trace", "debug", "info", "warn", "error", "fatal", "silent"] },
  ),
  server_metrics_enabled: boolean(
    "WEIR_SERVER_METRICS_ENABLED",
    true,
    "Whether the server tells its figures at /metrics, as Prometheus reads them; behind the same password as the API.",
  ),
  server_page_size: integer("WEIR_SERVER_PAGE_SIZE", 200, "Default and greatest `limit` of list routes.", {
    minimum: 1,
  }),
  server_body_limit: integer("WEIR_SERVER_BODY_LIMIT", 16_777_216, "Greatest request body, in bytes.", {
    minimum: 1024,
  }),
  server_requests_limit: integer(
    "WEIR_SERVER_REQUESTS_LIMIT",
    2000,
    "Requests that are worked on at once; further ones are answered 503, and clients try them again.",
    { minimum: 1 },
  ),
  server_shutdown_timeout: number(
    "WEIR_SERVER_SHUTDOWN_TIMEOUT",
    10,
    "Seconds that requests and sockets have to end when the server stops; then they are cut off.",
  ),
  server_parameters_limit: integer(
    "WEIR_SERVER_PARAMETERS_LIMIT",
    524_288,
    "Greatest size of a run's parameters as JSON, in bytes; 0: no limit.",
  ),
  server_scheduler_interval: number(
    "WEIR_SERVER_SCHEDULER_INTERVAL",
    1,
    "Seconds between looks for schedules whose next runs are due to be planned; 0: never. A look with nothing to do is one read of an index.",
    { fallbacks: ["PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS"] },
  ),
  server_scheduler_min_runs: integer(
    "WEIR_SERVER_SCHEDULER_MIN_RUNS",
    3,
    "Fewest future runs that a schedule has planned at any time.",
    { minimum: 1, fallbacks: ["PREFECT_SERVER_SERVICES_SCHEDULER_MIN_RUNS"] },
  ),
  server_scheduler_max_runs: integer(
    "WEIR_SERVER_SCHEDULER_MAX_RUNS",
    100,
    "Most future runs that a schedule has planned at any time.",
    { minimum: 1, fallbacks: ["PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS"] },
  ),
  server_scheduler_min_scheduled_time: number(
    "WEIR_SERVER_SCHEDULER_MIN_SCHEDULED_TIME",
    3600,
    "Seconds ahead for which runs are planned at the least, as far as the greatest number of runs reaches.",
  ),
  server_scheduler_max_scheduled_time: number(
    "WEIR_SERVER_SCHEDULER_MAX_SCHEDULED_TIME",
    8_640_000,
    "Seconds ahead after which nothing is planned, even where that leaves a schedule with fewer runs than the least.",
  ),
  server_scheduler_deployment_batch_size: integer(
    "WEIR_SERVER_SCHEDULER_DEPLOYMENT_BATCH_SIZE",
    100,
    "Schedules that are planned in one transaction. More of them make a pass faster and let other writers wait longer.",
    { minimum: 1, fallbacks: ["PREFECT_SERVER_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE"] },
  ),
  server_scheduler_insert_batch_size: integer(
    "WEIR_SERVER_SCHEDULER_INSERT_BATCH_SIZE",
    500,
    "Planned runs that are inserted with one statement (PostgreSQL).",
    { minimum: 1, fallbacks: ["PREFECT_SERVER_SERVICES_SCHEDULER_INSERT_BATCH_SIZE"] },
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
  server_automations_interval: number(
    "WEIR_SERVER_AUTOMATIONS_INTERVAL",
    5,
    "Seconds between two looks for events that automations expect and that did not come; 0: automations do not react.",
  ),
  server_pending_lease: number(
    "WEIR_SERVER_PENDING_LEASE",
    300,
    "Seconds in which a run that a worker of Weir's has claimed must begin; then it is scheduled again. 0: it stays claimed.",
  ),
  server_automation_loop_limit: integer(
    "WEIR_SERVER_AUTOMATION_LOOP_LIMIT",
    50,
    "Firings of one automation in ten minutes that it caused itself; the next one switches it off. 0: no limit.",
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
  server_lost_runs_interval: number(
    "WEIR_SERVER_LOST_RUNS_INTERVAL",
    5,
    "Seconds between looks for running flow runs whose heartbeats have stayed away three times; 0: never.",
  ),
  server_task_resolution_interval: number(
    "WEIR_SERVER_TASK_RESOLUTION_INTERVAL",
    20,
    "Seconds between looks for task runs without an end whose flow run has ended a minute ago; 0: never.",
  ),
  server_shortest_heartbeat: number(
    "WEIR_SERVER_SHORTEST_HEARTBEAT",
    30,
    "Shortest interval of heartbeats, in seconds, that is believed of a client which does not say how often it sends them.",
    { minimum: 0.1 },
  ),
  server_worker_health_interval: number(
    "WEIR_SERVER_WORKER_HEALTH_INTERVAL",
    15,
    "Seconds between looks for workers that are gone, and for pools, queues and deployments that nobody asks for work; 0: never.",
  ),
  server_vacuum_interval: number(
    "WEIR_SERVER_VACUUM_INTERVAL",
    3600,
    "Seconds between removals of what is too old; 0: never.",
  ),
  server_events_retention: number("WEIR_SERVER_EVENTS_RETENTION", 604_800, "Seconds that events are kept."),
  server_heartbeats_retention: number(
    "WEIR_SERVER_HEARTBEATS_RETENTION",
    3600,
    "Seconds that every heartbeat of a run stays among the events; of older ones only the newest of the run does.",
  ),
  server_webhooks_retention: number(
    "WEIR_SERVER_WEBHOOKS_RETENTION",
    604_800,
    "Seconds that the requests in the inboxes of inbound webhooks are kept.",
  ),
  server_cache_retention: number(
    "WEIR_SERVER_CACHE_RETENTION",
    2_592_000,
    "Seconds after its last use that a cached result is known to the server.",
  ),
  server_runs_retention: number(
    "WEIR_SERVER_RUNS_RETENTION",
    0,
    "Seconds after its end that a flow run is kept, with its subflows, task runs, logs, artifacts and inputs; 0: for ever. Pinned runs stay.",
  ),
  server_failed_runs_retention: number(
    "WEIR_SERVER_FAILED_RUNS_RETENTION",
    0,
    "The same for runs that failed or crashed, if it is longer; 0: as the others.",
  ),
  server_logs_retention: number(
    "WEIR_SERVER_LOGS_RETENTION",
    0,
    "Seconds that log lines are kept; 0: as long as their run. Lines of pinned runs stay.",
  ),
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;
export type Settings = { readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends Setting<infer T> ? T : never };
