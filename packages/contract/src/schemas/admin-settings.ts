// Generated from the reference settings; not edited by hand.
import Type, { type Static } from "typebox";
import { Nullable, StringEnum } from "../schema.ts";

export const APISettings = Type.Object(
  {
    auth_string: Type.Optional(Nullable(Type.String())),
    enable_http2: Type.Optional(Type.Boolean({ default: false })),
    key: Type.Optional(Nullable(Type.String())),
    request_timeout: Type.Optional(Type.Number({ default: 60 })),
    ssl_cert_file: Type.Optional(Nullable(Type.String(), { default: "/etc/ssl/certs/ca-certificates.crt" })),
    tls_insecure_skip_verify: Type.Optional(Type.Boolean({ default: false })),
    url: Type.Optional(Nullable(Type.String())),
  },
  { title: "APISettings" },
);
export type APISettings = Static<typeof APISettings>;

export const CLISettings = Type.Object(
  {
    colors: Type.Optional(Type.Boolean({ default: true })),
    prompt: Type.Optional(Nullable(Type.Boolean())),
    wrap_lines: Type.Optional(Type.Boolean({ default: true })),
  },
  { title: "CLISettings" },
);
export type CLISettings = Static<typeof CLISettings>;

export const ClientMetricsSettings = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean({ default: false })),
    port: Type.Optional(Type.Integer({ default: 4201 })),
  },
  { title: "ClientMetricsSettings" },
);
export type ClientMetricsSettings = Static<typeof ClientMetricsSettings>;

export const ClientSettings = Type.Object(
  {
    csrf_support_enabled: Type.Optional(Type.Boolean({ default: true })),
    custom_headers: Type.Optional(Type.Record(Type.String(), Type.String())),
    max_retries: Type.Optional(Type.Integer({ minimum: 0, default: 5 })),
    metrics: Type.Optional(ClientMetricsSettings),
    retry_extra_codes: Type.Optional(
      Nullable(
        Type.Union([
          Type.String(),
          Type.Integer({ minimum: 100, maximum: 599 }),
          Type.Array(Type.Integer({ minimum: 100, maximum: 599 }), { uniqueItems: true }),
        ]),
      ),
    ),
    retry_jitter_factor: Type.Optional(Type.Number({ minimum: 0, default: 0.2 })),
    server_version_check_enabled: Type.Optional(Type.Boolean({ default: true })),
  },
  { title: "ClientSettings" },
);
export type ClientSettings = Static<typeof ClientSettings>;

export const CloudSettings = Type.Object(
  {
    api_url: Type.Optional(Type.String({ default: "https://api.prefect.cloud/api" })),
    enable_orchestration_telemetry: Type.Optional(Type.Boolean({ default: true })),
    max_log_size: Type.Optional(Type.Integer({ default: 25000 })),
    ui_url: Type.Optional(Nullable(Type.String())),
  },
  { title: "CloudSettings" },
);
export type CloudSettings = Static<typeof CloudSettings>;

export const DeploymentsSettings = Type.Object(
  {
    default_docker_build_namespace: Type.Optional(Nullable(Type.String())),
    default_work_pool_name: Type.Optional(Nullable(Type.String())),
  },
  { title: "DeploymentsSettings" },
);
export type DeploymentsSettings = Static<typeof DeploymentsSettings>;

export const EventsSettings = Type.Object(
  {
    worker_max_queue_size: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
  },
  { title: "EventsSettings" },
);
export type EventsSettings = Static<typeof EventsSettings>;

export const ExperimentsSettings = Type.Object(
  {
    warn: Type.Optional(Type.Boolean({ default: true })),
  },
  { title: "ExperimentsSettings" },
);
export type ExperimentsSettings = Static<typeof ExperimentsSettings>;

export const FlowsSettings = Type.Object(
  {
    default_retries: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
    default_retry_delay_seconds: Type.Optional(
      Type.Union([Type.Integer(), Type.Number(), Type.Array(Type.Number())], { default: 0 }),
    ),
    heartbeat_frequency: Type.Optional(Nullable(Type.Integer({ minimum: 30 }), { default: 180 })),
  },
  { title: "FlowsSettings" },
);
export type FlowsSettings = Static<typeof FlowsSettings>;

export const InternalSettings = Type.Object(
  {
    logging_level: Type.Optional(StringEnum(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], { default: "ERROR" })),
  },
  { title: "InternalSettings" },
);
export type InternalSettings = Static<typeof InternalSettings>;

export const LoggingToAPISettings = Type.Object(
  {
    batch_interval: Type.Optional(Type.Number({ default: 2 })),
    batch_size: Type.Optional(Type.Integer({ default: 4000000 })),
    enabled: Type.Optional(Type.Boolean({ default: true })),
    max_log_size: Type.Optional(Type.Integer({ default: 1000000 })),
    when_missing_flow: Type.Optional(StringEnum(["warn", "error", "ignore"], { default: "warn" })),
  },
  { title: "LoggingToAPISettings" },
);
export type LoggingToAPISettings = Static<typeof LoggingToAPISettings>;

export const LoggingSettings = Type.Object(
  {
    colors: Type.Optional(Type.Boolean({ default: true })),
    config_path: Type.Optional(Type.String({ format: "path" })),
    extra_loggers: Type.Optional(Nullable(Type.Union([Type.String(), Type.Array(Type.String())]))),
    level: Type.Optional(StringEnum(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], { default: "INFO" })),
    log_prints: Type.Optional(Type.Boolean({ default: false })),
    markup: Type.Optional(Type.Boolean({ default: false })),
    to_api: Type.Optional(LoggingToAPISettings),
  },
  { title: "LoggingSettings" },
);
export type LoggingSettings = Static<typeof LoggingSettings>;

export const PluginsSettings = Type.Object(
  {
    allow: Type.Optional(Nullable(Type.Array(Type.String(), { uniqueItems: true }))),
    deny: Type.Optional(Nullable(Type.Array(Type.String(), { uniqueItems: true }))),
    enabled: Type.Optional(Type.Boolean({ default: false })),
    safe_mode: Type.Optional(Type.Boolean({ default: false })),
    setup_timeout_seconds: Type.Optional(Type.Number({ default: 20 })),
    strict: Type.Optional(Type.Boolean({ default: false })),
  },
  { title: "PluginsSettings" },
);
export type PluginsSettings = Static<typeof PluginsSettings>;

export const ResultsSettings = Type.Object(
  {
    default_serializer: Type.Optional(Type.String({ default: "pickle" })),
    default_storage_block: Type.Optional(Nullable(Type.String())),
    local_storage_path: Type.Optional(Type.String({ format: "path" })),
    persist_by_default: Type.Optional(Type.Boolean({ default: false })),
  },
  { title: "ResultsSettings" },
);
export type ResultsSettings = Static<typeof ResultsSettings>;

export const RunnerServerSettings = Type.Object(
  {
    enable: Type.Optional(Type.Boolean({ default: false })),
    host: Type.Optional(Type.String({ default: "localhost" })),
    log_level: Type.Optional(StringEnum(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], { default: "ERROR" })),
    missed_polls_tolerance: Type.Optional(Type.Integer({ default: 2 })),
    port: Type.Optional(Type.Integer({ default: 8080 })),
  },
  { title: "RunnerServerSettings" },
);
export type RunnerServerSettings = Static<typeof RunnerServerSettings>;

export const RunnerSettings = Type.Object(
  {
    auto_install_dependencies: Type.Optional(Type.Boolean({ default: false })),
    crash_on_cancellation_failure: Type.Optional(Type.Boolean({ default: false })),
    poll_frequency: Type.Optional(Type.Integer({ default: 10 })),
    process_limit: Type.Optional(Type.Integer({ default: 5 })),
    server: Type.Optional(RunnerServerSettings),
  },
  { title: "RunnerSettings" },
);
export type RunnerSettings = Static<typeof RunnerSettings>;

export const SQLAlchemyTLSSettings = Type.Object(
  {
    ca_file: Type.Optional(Nullable(Type.String())),
    cert_file: Type.Optional(Nullable(Type.String())),
    check_hostname: Type.Optional(Type.Boolean({ default: true })),
    enabled: Type.Optional(Type.Boolean({ default: false })),
    key_file: Type.Optional(Nullable(Type.String())),
  },
  { title: "SQLAlchemyTLSSettings" },
);
export type SQLAlchemyTLSSettings = Static<typeof SQLAlchemyTLSSettings>;

export const SQLAlchemyConnectArgsSettings = Type.Object(
  {
    application_name: Type.Optional(Nullable(Type.String())),
    prepared_statement_cache_size: Type.Optional(Nullable(Type.Integer())),
    search_path: Type.Optional(Nullable(Type.String())),
    statement_cache_size: Type.Optional(Nullable(Type.Integer())),
    tls: Type.Optional(SQLAlchemyTLSSettings),
  },
  { title: "SQLAlchemyConnectArgsSettings" },
);
export type SQLAlchemyConnectArgsSettings = Static<typeof SQLAlchemyConnectArgsSettings>;

export const SQLAlchemySettings = Type.Object(
  {
    connect_args: Type.Optional(SQLAlchemyConnectArgsSettings),
    max_overflow: Type.Optional(Type.Integer({ default: 10 })),
    pool_recycle: Type.Optional(Type.Integer({ default: 3600 })),
    pool_size: Type.Optional(Type.Integer({ default: 5 })),
    pool_timeout: Type.Optional(Nullable(Type.Number(), { default: 30 })),
  },
  { title: "SQLAlchemySettings" },
);
export type SQLAlchemySettings = Static<typeof SQLAlchemySettings>;

export const ServerAPISettings = Type.Object(
  {
    auth_string: Type.Optional(Nullable(Type.String())),
    base_path: Type.Optional(Nullable(Type.String())),
    cors_allowed_headers: Type.Optional(Type.String({ default: "*" })),
    cors_allowed_methods: Type.Optional(Type.String({ default: "*" })),
    cors_allowed_origins: Type.Optional(Type.String({ default: "*" })),
    csrf_protection_enabled: Type.Optional(Type.Boolean({ default: false })),
    csrf_token_expiration: Type.Optional(Type.String({ default: "PT1H", format: "duration" })),
    default_limit: Type.Optional(Type.Integer({ default: 200 })),
    host: Type.Optional(Type.String({ default: "127.0.0.1" })),
    keepalive_timeout: Type.Optional(Type.Integer({ default: 5 })),
    max_parameter_size: Type.Optional(Type.Integer({ minimum: 0, default: 524288 })),
    port: Type.Optional(Type.Integer({ default: 4200 })),
    websocket_ping_interval: Type.Optional(Type.Number({ default: 20 })),
    websocket_ping_timeout: Type.Optional(Type.Number({ default: 20 })),
  },
  { title: "ServerAPISettings" },
);
export type ServerAPISettings = Static<typeof ServerAPISettings>;

export const ServerConcurrencySettings = Type.Object(
  {
    initial_deployment_lease_duration: Type.Optional(Type.Number({ minimum: 30, maximum: 3600, default: 300 })),
    lease_storage: Type.Optional(Type.String({ default: "prefect.server.concurrency.lease_storage.memory" })),
    maximum_concurrency_slot_wait_seconds: Type.Optional(Type.Number({ minimum: 0, default: 30 })),
  },
  { title: "ServerConcurrencySettings" },
);
export type ServerConcurrencySettings = Static<typeof ServerConcurrencySettings>;

export const ServerDatabaseSettings = Type.Object(
  {
    connection_timeout: Type.Optional(Nullable(Type.Number(), { default: 5 })),
    connection_url: Type.Optional(Nullable(Type.String())),
    driver: Type.Optional(Nullable(StringEnum(["postgresql+asyncpg", "sqlite+aiosqlite"]))),
    echo: Type.Optional(Type.Boolean({ default: false })),
    host: Type.Optional(Nullable(Type.String())),
    migrate_on_start: Type.Optional(Type.Boolean({ default: true })),
    migration_timeout: Type.Optional(Nullable(Type.Number({ exclusiveMinimum: 0 }))),
    name: Type.Optional(Nullable(Type.String())),
    password: Type.Optional(Nullable(Type.String())),
    port: Type.Optional(Nullable(Type.Integer())),
    sqlalchemy: Type.Optional(SQLAlchemySettings),
    timeout: Type.Optional(Nullable(Type.Number(), { default: 10 })),
    user: Type.Optional(Nullable(Type.String())),
  },
  { title: "ServerDatabaseSettings" },
);
export type ServerDatabaseSettings = Static<typeof ServerDatabaseSettings>;

export const ServerDeploymentsSettings = Type.Object(
  {
    concurrency_slot_wait_seconds: Type.Optional(Type.Number({ minimum: 0, default: 30 })),
  },
  { title: "ServerDeploymentsSettings" },
);
export type ServerDeploymentsSettings = Static<typeof ServerDeploymentsSettings>;

export const ServerDocketSettings = Type.Object(
  {
    name: Type.Optional(Type.String({ default: "prefect-server" })),
    url: Type.Optional(Type.String({ default: "memory://" })),
  },
  { title: "ServerDocketSettings" },
);
export type ServerDocketSettings = Static<typeof ServerDocketSettings>;

export const ServerEphemeralSettings = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean({ default: false })),
    startup_timeout_seconds: Type.Optional(Type.Integer({ default: 20 })),
  },
  { title: "ServerEphemeralSettings" },
);
export type ServerEphemeralSettings = Static<typeof ServerEphemeralSettings>;

export const ServerEventsSettings = Type.Object(
  {
    causal_ordering: Type.Optional(Type.String({ default: "prefect.server.events.ordering.memory" })),
    expired_bucket_buffer: Type.Optional(Type.String({ default: "PT1M", format: "duration" })),
    maximum_event_name_length: Type.Optional(Type.Integer({ exclusiveMinimum: 0, default: 1024 })),
    maximum_labels_per_resource: Type.Optional(Type.Integer({ default: 500 })),
    maximum_related_resources: Type.Optional(Type.Integer({ default: 100 })),
    maximum_size_bytes: Type.Optional(Type.Integer({ default: 1500000 })),
    maximum_websocket_backfill: Type.Optional(Type.String({ default: "PT15M", format: "duration" })),
    messaging_broker: Type.Optional(Type.String({ default: "prefect.server.utilities.messaging.memory" })),
    messaging_cache: Type.Optional(Type.String({ default: "prefect.server.utilities.messaging.memory" })),
    proactive_granularity: Type.Optional(Type.String({ default: "PT5S", format: "duration" })),
    related_resource_cache_ttl: Type.Optional(Type.String({ default: "PT5M", format: "duration" })),
    retention_period: Type.Optional(Type.String({ default: "P7D", format: "duration" })),
    stream_out_enabled: Type.Optional(Type.Boolean({ default: true })),
    websocket_backfill_page_size: Type.Optional(Type.Integer({ exclusiveMinimum: 0, default: 250 })),
  },
  { title: "ServerEventsSettings" },
);
export type ServerEventsSettings = Static<typeof ServerEventsSettings>;

export const ServerFlowRunGraphSettings = Type.Object(
  {
    max_artifacts: Type.Optional(Type.Integer({ default: 10000 })),
    max_nodes: Type.Optional(Type.Integer({ default: 10000 })),
  },
  { title: "ServerFlowRunGraphSettings" },
);
export type ServerFlowRunGraphSettings = Static<typeof ServerFlowRunGraphSettings>;

export const ServerLogsSettings = Type.Object(
  {
    stream_out_enabled: Type.Optional(Type.Boolean({ default: false })),
    stream_publishing_enabled: Type.Optional(Type.Boolean({ default: false })),
  },
  { title: "ServerLogsSettings" },
);
export type ServerLogsSettings = Static<typeof ServerLogsSettings>;

export const ServerServicesCancellationCleanupSettings = Type.Object(
  {
    cancelling_timeout_seconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, default: 300 })),
    enabled: Type.Optional(Type.Boolean({ default: true })),
    loop_seconds: Type.Optional(Type.Number({ default: 20 })),
  },
  { title: "ServerServicesCancellationCleanupSettings" },
);
export type ServerServicesCancellationCleanupSettings = Static<typeof ServerServicesCancellationCleanupSettings>;

export const ServerServicesCleanupReconcilerSettings = Type.Object(
  {
    batch_size: Type.Optional(Type.Integer({ exclusiveMinimum: 0, default: 100 })),
    enabled: Type.Optional(Type.Boolean({ default: true })),
    loop_seconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, default: 5 })),
  },
  { title: "ServerServicesCleanupReconcilerSettings" },
);
export type ServerServicesCleanupReconcilerSettings = Static<typeof ServerServicesCleanupReconcilerSettings>;

export const ServerServicesDBVacuumSettings = Type.Object(
  {
    batch_size: Type.Optional(Type.Integer({ exclusiveMinimum: 0, default: 200 })),
    enabled: Type.Optional(
      Nullable(Type.Union([Type.Array(Type.String(), { uniqueItems: true }), Type.Boolean()]), { default: ["events"] }),
    ),
    event_retention_overrides: Type.Optional(
      Type.Record(Type.String(), Type.String({ format: "duration" }), {
        default: { "prefect.flow-run.heartbeat": "P7D" },
      }),
    ),
    loop_seconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, default: 3600 })),
    orphan_cleanup_loop_seconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, default: 86400 })),
    retention_period: Type.Optional(Type.String({ default: "P90D", format: "duration" })),
  },
  { title: "ServerServicesDBVacuumSettings" },
);
export type ServerServicesDBVacuumSettings = Static<typeof ServerServicesDBVacuumSettings>;

export const ServerServicesEventLoggerSettings = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean({ default: false })),
  },
  { title: "ServerServicesEventLoggerSettings" },
);
export type ServerServicesEventLoggerSettings = Static<typeof ServerServicesEventLoggerSettings>;

export const ServerServicesEventPersisterSettings = Type.Object(
  {
    batch_size: Type.Optional(Type.Integer({ exclusiveMinimum: 0, default: 20 })),
    enabled: Type.Optional(Type.Boolean({ default: true })),
    flush_interval: Type.Optional(Type.Number({ exclusiveMinimum: 0, default: 5 })),
    max_flush_retries: Type.Optional(Type.Integer({ exclusiveMinimum: 0, default: 5 })),
    queue_max_size: Type.Optional(Type.Integer({ exclusiveMinimum: 0, default: 50000 })),
    read_batch_size: Type.Optional(Type.Integer({ exclusiveMinimum: 0, default: 1 })),
  },
  { title: "ServerServicesEventPersisterSettings" },
);
export type ServerServicesEventPersisterSettings = Static<typeof ServerServicesEventPersisterSettings>;

export const ServerServicesForemanSettings = Type.Object(
  {
    deployment_last_polled_timeout_seconds: Type.Optional(Type.Integer({ default: 60 })),
    enabled: Type.Optional(Type.Boolean({ default: true })),
    fallback_heartbeat_interval_seconds: Type.Optional(Type.Integer({ default: 30 })),
    inactivity_heartbeat_multiple: Type.Optional(Type.Integer({ default: 3 })),
    loop_seconds: Type.Optional(Type.Number({ default: 15 })),
    work_queue_last_polled_timeout_seconds: Type.Optional(Type.Integer({ default: 60 })),
  },
  { title: "ServerServicesForemanSettings" },
);
export type ServerServicesForemanSettings = Static<typeof ServerServicesForemanSettings>;

export const ServerServicesLateRunsSettings = Type.Object(
  {
    after_seconds: Type.Optional(Type.String({ default: "PT15S", format: "duration" })),
    enabled: Type.Optional(Type.Boolean({ default: true })),
    loop_seconds: Type.Optional(Type.Number({ default: 5 })),
  },
  { title: "ServerServicesLateRunsSettings" },
);
export type ServerServicesLateRunsSettings = Static<typeof ServerServicesLateRunsSettings>;

export const ServerServicesPauseExpirationsSettings = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean({ default: true })),
    loop_seconds: Type.Optional(Type.Number({ default: 5 })),
  },
  { title: "ServerServicesPauseExpirationsSettings" },
);
export type ServerServicesPauseExpirationsSettings = Static<typeof ServerServicesPauseExpirationsSettings>;

export const ServerServicesRepossessorSettings = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean({ default: true })),
    loop_seconds: Type.Optional(Type.Number({ default: 15 })),
  },
  { title: "ServerServicesRepossessorSettings" },
);
export type ServerServicesRepossessorSettings = Static<typeof ServerServicesRepossessorSettings>;

export const ServerServicesSchedulerSettings = Type.Object(
  {
    deployment_batch_size: Type.Optional(Type.Integer({ default: 100 })),
    enabled: Type.Optional(Type.Boolean({ default: true })),
    insert_batch_size: Type.Optional(Type.Integer({ default: 500 })),
    loop_seconds: Type.Optional(Type.Number({ default: 60 })),
    max_runs: Type.Optional(Type.Integer({ default: 100 })),
    max_scheduled_time: Type.Optional(Type.String({ default: "P100D", format: "duration" })),
    min_runs: Type.Optional(Type.Integer({ default: 3 })),
    min_scheduled_time: Type.Optional(Type.String({ default: "PT1H", format: "duration" })),
    recent_deployments_loop_seconds: Type.Optional(Type.Number({ default: 5 })),
  },
  { title: "ServerServicesSchedulerSettings" },
);
export type ServerServicesSchedulerSettings = Static<typeof ServerServicesSchedulerSettings>;

export const ServerServicesTaskRunRecorderSettings = Type.Object(
  {
    batch_size: Type.Optional(Type.Integer({ exclusiveMinimum: 0, default: 1 })),
    enabled: Type.Optional(Type.Boolean({ default: true })),
    flush_interval: Type.Optional(Type.Number({ exclusiveMinimum: 0, default: 5 })),
    read_batch_size: Type.Optional(Type.Integer({ exclusiveMinimum: 0, default: 1 })),
  },
  { title: "ServerServicesTaskRunRecorderSettings" },
);
export type ServerServicesTaskRunRecorderSettings = Static<typeof ServerServicesTaskRunRecorderSettings>;

export const ServerServicesTriggersSettings = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean({ default: true })),
    pg_notify_heartbeat_interval_seconds: Type.Optional(Type.Integer({ default: 5 })),
    pg_notify_reconnect_interval_seconds: Type.Optional(Type.Integer({ default: 10 })),
    read_batch_size: Type.Optional(Type.Integer({ exclusiveMinimum: 0, default: 1 })),
  },
  { title: "ServerServicesTriggersSettings" },
);
export type ServerServicesTriggersSettings = Static<typeof ServerServicesTriggersSettings>;

export const ServerServicesSettings = Type.Object(
  {
    cancellation_cleanup: Type.Optional(ServerServicesCancellationCleanupSettings),
    cleanup_reconciler: Type.Optional(ServerServicesCleanupReconcilerSettings),
    db_vacuum: Type.Optional(ServerServicesDBVacuumSettings),
    event_logger: Type.Optional(ServerServicesEventLoggerSettings),
    event_persister: Type.Optional(ServerServicesEventPersisterSettings),
    foreman: Type.Optional(ServerServicesForemanSettings),
    late_runs: Type.Optional(ServerServicesLateRunsSettings),
    pause_expirations: Type.Optional(ServerServicesPauseExpirationsSettings),
    repossessor: Type.Optional(ServerServicesRepossessorSettings),
    scheduler: Type.Optional(ServerServicesSchedulerSettings),
    task_run_recorder: Type.Optional(ServerServicesTaskRunRecorderSettings),
    triggers: Type.Optional(ServerServicesTriggersSettings),
  },
  { title: "ServerServicesSettings" },
);
export type ServerServicesSettings = Static<typeof ServerServicesSettings>;

export const ServerTasksSchedulingSettings = Type.Object(
  {
    max_retry_queue_size: Type.Optional(Type.Integer({ default: 100 })),
    max_scheduled_queue_size: Type.Optional(Type.Integer({ default: 1000 })),
    pending_task_timeout: Type.Optional(Type.String({ default: "PT0S", format: "duration" })),
  },
  { title: "ServerTasksSchedulingSettings" },
);
export type ServerTasksSchedulingSettings = Static<typeof ServerTasksSchedulingSettings>;

export const ServerTasksSettings = Type.Object(
  {
    max_cache_key_length: Type.Optional(Type.Integer({ default: 2000 })),
    scheduling: Type.Optional(ServerTasksSchedulingSettings),
    tag_concurrency_slot_wait_seconds: Type.Optional(Type.Number({ minimum: 0, default: 10 })),
  },
  { title: "ServerTasksSettings" },
);
export type ServerTasksSettings = Static<typeof ServerTasksSettings>;

export const ServerUISettings = Type.Object(
  {
    api_url: Type.Optional(Nullable(Type.String())),
    enabled: Type.Optional(Type.Boolean({ default: true })),
    serve_base: Type.Optional(Type.String({ default: "/" })),
    show_promotional_content: Type.Optional(Type.Boolean({ default: true })),
    static_directory: Type.Optional(Nullable(Type.String())),
    v2_enabled: Type.Optional(Type.Boolean({ default: true })),
  },
  { title: "ServerUISettings" },
);
export type ServerUISettings = Static<typeof ServerUISettings>;

export const ServerWorkerChannelSettings = Type.Object(
  {
    cleanup_completed_idempotency_retention_seconds: Type.Optional(Nullable(Type.Number({ minimum: 0 }))),
    cleanup_lease_seconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, default: 30 })),
    cleanup_max_delivery_attempts: Type.Optional(Type.Integer({ minimum: 1, default: 3 })),
    cleanup_queue_storage: Type.Optional(
      Type.String({ default: "prefect.server.worker_communication.cleanup_queue.memory" }),
    ),
  },
  { title: "ServerWorkerChannelSettings" },
);
export type ServerWorkerChannelSettings = Static<typeof ServerWorkerChannelSettings>;

export const ServerSettings = Type.Object(
  {
    analytics_enabled: Type.Optional(Type.Boolean({ default: true })),
    api: Type.Optional(ServerAPISettings),
    concurrency: Type.Optional(ServerConcurrencySettings),
    database: Type.Optional(ServerDatabaseSettings),
    deployment_schedule_max_scheduled_runs: Type.Optional(Type.Integer({ default: 50 })),
    deployments: Type.Optional(ServerDeploymentsSettings),
    docket: Type.Optional(ServerDocketSettings),
    ephemeral: Type.Optional(ServerEphemeralSettings),
    events: Type.Optional(ServerEventsSettings),
    flow_run_graph: Type.Optional(ServerFlowRunGraphSettings),
    log_retryable_errors: Type.Optional(Type.Boolean({ default: false })),
    logging_level: Type.Optional(StringEnum(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], { default: "WARNING" })),
    logs: Type.Optional(ServerLogsSettings),
    memo_store_path: Type.Optional(Type.String({ format: "path" })),
    memoize_block_auto_registration: Type.Optional(Type.Boolean({ default: true })),
    metrics_enabled: Type.Optional(Type.Boolean({ default: false })),
    register_blocks_on_start: Type.Optional(Type.Boolean({ default: true })),
    services: Type.Optional(ServerServicesSettings),
    tasks: Type.Optional(ServerTasksSettings),
    ui: Type.Optional(ServerUISettings),
    worker_channel: Type.Optional(ServerWorkerChannelSettings),
  },
  { title: "ServerSettings" },
);
export type ServerSettings = Static<typeof ServerSettings>;

export const TasksRunnerSettings = Type.Object(
  {
    process_pool_max_workers: Type.Optional(Nullable(Type.Integer({ exclusiveMinimum: 0 }))),
    thread_pool_max_workers: Type.Optional(Nullable(Type.Integer({ exclusiveMinimum: 0 }))),
  },
  { title: "TasksRunnerSettings" },
);
export type TasksRunnerSettings = Static<typeof TasksRunnerSettings>;

export const TasksSchedulingSettings = Type.Object(
  {
    default_storage_block: Type.Optional(Nullable(Type.String())),
    delete_failed_submissions: Type.Optional(Type.Boolean({ default: true })),
  },
  { title: "TasksSchedulingSettings" },
);
export type TasksSchedulingSettings = Static<typeof TasksSchedulingSettings>;

export const TasksSettings = Type.Object(
  {
    default_no_cache: Type.Optional(Type.Boolean({ default: false })),
    default_persist_result: Type.Optional(Nullable(Type.Boolean())),
    default_retries: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
    default_retry_delay_seconds: Type.Optional(
      Nullable(Type.Union([Type.String(), Type.Integer(), Type.Number(), Type.Array(Type.Number())]), { default: 0 }),
    ),
    disable_caching: Type.Optional(Type.Boolean({ default: false })),
    refresh_cache: Type.Optional(Type.Boolean({ default: false })),
    runner: Type.Optional(TasksRunnerSettings),
    scheduling: Type.Optional(TasksSchedulingSettings),
  },
  { title: "TasksSettings" },
);
export type TasksSettings = Static<typeof TasksSettings>;

export const TelemetrySettings = Type.Object(
  {
    enable_resource_metrics: Type.Optional(Type.Boolean({ default: true })),
    resource_metrics_interval_seconds: Type.Optional(Type.Integer({ minimum: 1, default: 10 })),
  },
  { title: "TelemetrySettings" },
);
export type TelemetrySettings = Static<typeof TelemetrySettings>;

export const TestingSettings = Type.Object(
  {
    test_mode: Type.Optional(Type.Boolean({ default: false })),
    test_setting: Type.Optional(Type.Any({ default: "FOO" })),
    unit_test_loop_debug: Type.Optional(Type.Boolean({ default: true })),
    unit_test_mode: Type.Optional(Type.Boolean({ default: false })),
  },
  { title: "TestingSettings" },
);
export type TestingSettings = Static<typeof TestingSettings>;

export const WorkerWebserverSettings = Type.Object(
  {
    host: Type.Optional(Type.String({ default: "0.0.0.0" })),
    port: Type.Optional(Type.Integer({ default: 8080 })),
  },
  { title: "WorkerWebserverSettings" },
);
export type WorkerWebserverSettings = Static<typeof WorkerWebserverSettings>;

export const WorkerSettings = Type.Object(
  {
    cancellation_poll_seconds: Type.Optional(Type.Number({ default: 120 })),
    debug_mode: Type.Optional(Type.Boolean({ default: false })),
    enable_cancellation: Type.Optional(Type.Boolean({ default: false })),
    heartbeat_seconds: Type.Optional(Type.Number({ default: 30 })),
    prefetch_seconds: Type.Optional(Type.Number({ default: 10 })),
    query_seconds: Type.Optional(Type.Number({ default: 10 })),
    webserver: Type.Optional(WorkerWebserverSettings),
  },
  { title: "WorkerSettings" },
);
export type WorkerSettings = Static<typeof WorkerSettings>;

export const Settings = Type.Object(
  {
    api: Type.Optional(APISettings),
    cli: Type.Optional(CLISettings),
    client: Type.Optional(ClientSettings),
    cloud: Type.Optional(CloudSettings),
    debug_mode: Type.Optional(Type.Boolean({ default: false })),
    deployments: Type.Optional(DeploymentsSettings),
    events: Type.Optional(EventsSettings),
    experiments: Type.Optional(ExperimentsSettings),
    flows: Type.Optional(FlowsSettings),
    home: Type.Optional(Type.String({ default: "~/.prefect", format: "path" })),
    internal: Type.Optional(InternalSettings),
    logging: Type.Optional(LoggingSettings),
    plugins: Type.Optional(PluginsSettings),
    profiles_path: Type.Optional(Type.String({ format: "path" })),
    results: Type.Optional(ResultsSettings),
    runner: Type.Optional(RunnerSettings),
    server: Type.Optional(ServerSettings),
    silence_api_url_misconfiguration: Type.Optional(Type.Boolean({ default: false })),
    tasks: Type.Optional(TasksSettings),
    telemetry: Type.Optional(TelemetrySettings),
    testing: Type.Optional(TestingSettings),
    ui_url: Type.Optional(Nullable(Type.String())),
    worker: Type.Optional(WorkerSettings),
  },
  { title: "Settings" },
);
export type Settings = Static<typeof Settings>;
