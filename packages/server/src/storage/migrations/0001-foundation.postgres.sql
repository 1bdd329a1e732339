CREATE TABLE flow (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  name text NOT NULL UNIQUE,
  tags jsonb NOT NULL DEFAULT '[]',
  labels jsonb NOT NULL DEFAULT '{}',
  parameter_schema json
);
CREATE INDEX flow_created ON flow (created);

CREATE TABLE flow_run (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  name text NOT NULL,
  flow_id uuid NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
  flow_version text,
  deployment_id uuid,
  deployment_version text,
  work_queue_id uuid,
  work_queue_name text,
  parameters json NOT NULL DEFAULT '{}',
  idempotency_key text,
  context json NOT NULL DEFAULT '{}',
  empirical_policy json NOT NULL DEFAULT '{}',
  tags jsonb NOT NULL DEFAULT '[]',
  labels jsonb NOT NULL DEFAULT '{}',
  parent_task_run_id uuid,
  auto_scheduled integer NOT NULL DEFAULT 0,
  infrastructure_document_id uuid,
  infrastructure_pid text,
  created_by json,
  job_variables json,
  attempt integer NOT NULL DEFAULT 0,
  lease_expires bigint,
  heartbeat bigint,
  lost bigint,
  priority smallint NOT NULL DEFAULT 0,
  version_id uuid,
  state_id uuid,
  state_type text,
  state_name text,
  state_timestamp bigint,
  run_count integer NOT NULL DEFAULT 0,
  expected_start_time bigint,
  next_scheduled_start_time bigint,
  start_time bigint,
  end_time bigint,
  total_run_time bigint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX flow_run_idempotency ON flow_run (flow_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX flow_run_flow ON flow_run (flow_id, expected_start_time DESC NULLS LAST);
CREATE INDEX flow_run_deployment ON flow_run (deployment_id, expected_start_time DESC NULLS LAST) WHERE deployment_id IS NOT NULL;
CREATE INDEX flow_run_parent ON flow_run (parent_task_run_id) WHERE parent_task_run_id IS NOT NULL;
CREATE INDEX flow_run_expected ON flow_run (expected_start_time DESC NULLS LAST);
CREATE INDEX flow_run_state_expected ON flow_run (state_type, expected_start_time DESC NULLS LAST);
CREATE INDEX flow_run_start ON flow_run ((coalesce(start_time, expected_start_time)) DESC NULLS LAST);
CREATE INDEX flow_run_state_start ON flow_run (state_type, (coalesce(start_time, expected_start_time)) DESC NULLS LAST);
CREATE INDEX flow_run_name ON flow_run (name);
CREATE INDEX flow_run_ended ON flow_run (end_time DESC NULLS LAST);
CREATE INDEX flow_run_due ON flow_run (next_scheduled_start_time) WHERE next_scheduled_start_time IS NOT NULL;
CREATE INDEX flow_run_queue_due ON flow_run (work_queue_id, priority, next_scheduled_start_time) WHERE work_queue_id IS NOT NULL AND next_scheduled_start_time IS NOT NULL;
CREATE INDEX flow_run_queue_active ON flow_run (work_queue_id, state_type) WHERE work_queue_id IS NOT NULL AND state_type IN ('PENDING', 'RUNNING', 'CANCELLING');
CREATE INDEX flow_run_deployment_due ON flow_run (deployment_id, next_scheduled_start_time) WHERE deployment_id IS NOT NULL AND next_scheduled_start_time IS NOT NULL;
CREATE INDEX flow_run_deployment_active ON flow_run (deployment_id) WHERE deployment_id IS NOT NULL AND state_type IN ('PENDING', 'RUNNING', 'PAUSED', 'CANCELLING');
CREATE INDEX flow_run_lease ON flow_run (lease_expires) WHERE lease_expires IS NOT NULL;

CREATE TABLE flow_run_state (
  id uuid PRIMARY KEY,
  flow_run_id uuid NOT NULL REFERENCES flow_run (id) ON DELETE CASCADE,
  type text NOT NULL,
  name text NOT NULL,
  timestamp bigint NOT NULL,
  message text,
  state_details json NOT NULL,
  data json
);
CREATE UNIQUE INDEX flow_run_state_run ON flow_run_state (flow_run_id, timestamp);

CREATE TABLE flow_run_input (
  flow_run_id uuid NOT NULL REFERENCES flow_run (id) ON DELETE CASCADE,
  key text NOT NULL,
  value text NOT NULL,
  sender text,
  id uuid NOT NULL,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  PRIMARY KEY (flow_run_id, key)
);

CREATE TABLE flow_run_pin (
  flow_run_id uuid PRIMARY KEY REFERENCES flow_run (id) ON DELETE CASCADE,
  created bigint NOT NULL
);

CREATE TABLE late_result (
  flow_run_id uuid NOT NULL REFERENCES flow_run (id) ON DELETE CASCADE,
  number integer NOT NULL,
  attempt integer NOT NULL,
  received bigint NOT NULL,
  accepted bigint,
  transition_id uuid,
  state text NOT NULL,
  PRIMARY KEY (flow_run_id, number)
);

CREATE TABLE task_run (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  name text NOT NULL,
  flow_run_id uuid REFERENCES flow_run (id) ON DELETE CASCADE,
  task_key text NOT NULL,
  dynamic_key text NOT NULL,
  cache_key text,
  cache_expiration bigint,
  task_version text,
  empirical_policy json NOT NULL DEFAULT '{}',
  tags jsonb NOT NULL DEFAULT '[]',
  labels jsonb NOT NULL DEFAULT '{}',
  task_inputs json NOT NULL DEFAULT '{}',
  flow_run_run_count integer NOT NULL DEFAULT 0,
  state_id uuid,
  state_type text,
  state_name text,
  state_timestamp bigint,
  run_count integer NOT NULL DEFAULT 0,
  expected_start_time bigint,
  next_scheduled_start_time bigint,
  start_time bigint,
  end_time bigint,
  total_run_time bigint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX task_run_key ON task_run (flow_run_id, task_key, dynamic_key);
CREATE INDEX task_run_state_expected ON task_run (state_type, expected_start_time DESC NULLS LAST);
CREATE INDEX task_run_expected ON task_run (expected_start_time DESC NULLS LAST);

ALTER TABLE flow_run ADD FOREIGN KEY (parent_task_run_id) REFERENCES task_run (id) ON DELETE SET NULL;

CREATE TABLE task_run_state (
  id uuid PRIMARY KEY,
  task_run_id uuid NOT NULL REFERENCES task_run (id) ON DELETE CASCADE,
  type text NOT NULL,
  name text NOT NULL,
  timestamp bigint NOT NULL,
  message text,
  state_details json NOT NULL,
  data json
);
CREATE UNIQUE INDEX task_run_state_run ON task_run_state (task_run_id, timestamp);

CREATE TABLE task_run_state_cache (
  cache_key text NOT NULL,
  created bigint NOT NULL,
  cache_expiration bigint,
  task_run_state_id uuid NOT NULL REFERENCES task_run_state (id) ON DELETE CASCADE,
  PRIMARY KEY (cache_key, created, task_run_state_id)
);
CREATE INDEX task_run_state_cache_state ON task_run_state_cache (task_run_state_id);

CREATE TABLE event (
  seq bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  occurred bigint NOT NULL,
  received bigint NOT NULL,
  event text NOT NULL,
  resource_id text NOT NULL,
  body json NOT NULL
);
CREATE INDEX event_occurred ON event (occurred);
CREATE INDEX event_heartbeat ON event (occurred) WHERE event = 'prefect.flow-run.heartbeat';
CREATE INDEX event_of_resource ON event (resource_id, occurred);

CREATE TABLE event_resource (
  resource_id text NOT NULL,
  event_seq bigint NOT NULL REFERENCES event (seq) ON DELETE CASCADE,
  role text NOT NULL,
  PRIMARY KEY (resource_id, event_seq, role)
);
CREATE INDEX event_resource_event ON event_resource (event_seq);

CREATE TABLE log (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  name text NOT NULL,
  level integer NOT NULL,
  message text NOT NULL,
  timestamp bigint NOT NULL,
  flow_run_id uuid,
  task_run_id uuid,
  fields text
);
CREATE INDEX log_flow_run ON log (flow_run_id, timestamp) WHERE flow_run_id IS NOT NULL;
CREATE INDEX log_task_run ON log (task_run_id, timestamp) WHERE task_run_id IS NOT NULL;
CREATE INDEX log_timestamp ON log (timestamp);
-- Rare lines among many: found without going through the others.
CREATE INDEX log_warning ON log (timestamp) WHERE level >= 30;
CREATE INDEX log_error ON log (timestamp) WHERE level >= 40;

CREATE TABLE log_field (
  name text NOT NULL,
  value text NOT NULL,
  timestamp bigint NOT NULL,
  log_id uuid NOT NULL REFERENCES log ON DELETE CASCADE,
  PRIMARY KEY (name, value, timestamp, log_id)
);
CREATE INDEX log_field_log ON log_field (log_id);

CREATE TABLE csrf_token (
  client text PRIMARY KEY,
  token text NOT NULL,
  expiration bigint NOT NULL,
  id uuid NOT NULL,
  created bigint NOT NULL,
  updated bigint NOT NULL
);

CREATE TABLE configuration (
  key text PRIMARY KEY,
  value text NOT NULL
);

CREATE TABLE saved_search (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  name text NOT NULL UNIQUE,
  filters json NOT NULL DEFAULT '[]'
);

CREATE TABLE variable (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  name text NOT NULL UNIQUE,
  value json NOT NULL,
  tags jsonb NOT NULL DEFAULT '[]'
);

CREATE TABLE artifact (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  key text,
  type text,
  description text,
  data json,
  metadata_ json,
  flow_run_id uuid,
  task_run_id uuid
);
CREATE INDEX artifact_key ON artifact (key, created) WHERE key IS NOT NULL;
CREATE INDEX artifact_flow_run ON artifact (flow_run_id) WHERE flow_run_id IS NOT NULL;
CREATE INDEX artifact_task_run ON artifact (task_run_id) WHERE task_run_id IS NOT NULL;
CREATE INDEX artifact_created ON artifact (created);
CREATE INDEX artifact_updated ON artifact (updated);

CREATE TABLE artifact_collection (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  key text NOT NULL UNIQUE,
  latest_id uuid NOT NULL,
  type text,
  description text,
  data json,
  metadata_ json,
  flow_run_id uuid,
  task_run_id uuid
);
CREATE INDEX artifact_collection_latest ON artifact_collection (latest_id);

CREATE TABLE concurrency_limit (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  name text NOT NULL UNIQUE,
  active smallint NOT NULL DEFAULT 1,
  "limit" bigint NOT NULL,
  denied_slots bigint NOT NULL DEFAULT 0,
  slot_decay_per_second double precision NOT NULL DEFAULT 0,
  avg_slot_occupancy_seconds double precision NOT NULL DEFAULT 2,
  decayed bigint NOT NULL
);

CREATE TABLE concurrency_slot (
  id uuid PRIMARY KEY,
  limit_id uuid REFERENCES concurrency_limit (id) ON DELETE SET NULL,
  lease_id uuid,
  holder_type text,
  holder_id uuid,
  slots bigint NOT NULL,
  since bigint NOT NULL,
  expires bigint
);
CREATE INDEX concurrency_slot_limit ON concurrency_slot (limit_id, since) WHERE limit_id IS NOT NULL;
CREATE INDEX concurrency_slot_lease ON concurrency_slot (lease_id) WHERE lease_id IS NOT NULL;
CREATE INDEX concurrency_slot_holder ON concurrency_slot (holder_id) WHERE holder_id IS NOT NULL;
CREATE INDEX concurrency_slot_expires ON concurrency_slot (expires) WHERE expires IS NOT NULL;

CREATE TABLE deployment (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  name text NOT NULL,
  flow_id uuid NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
  version text,
  description text,
  paused smallint NOT NULL DEFAULT 0,
  concurrency_limit_id uuid REFERENCES concurrency_limit (id) ON DELETE SET NULL,
  concurrency_options json,
  job_variables json NOT NULL DEFAULT '{}',
  parameters json NOT NULL DEFAULT '{}',
  parameter_openapi_schema json,
  enforce_parameter_schema smallint NOT NULL DEFAULT 1,
  tags jsonb NOT NULL DEFAULT '[]',
  labels jsonb NOT NULL DEFAULT '{}',
  work_queue_name text,
  work_queue_id uuid,
  last_polled bigint,
  status text NOT NULL DEFAULT 'NOT_READY',
  path text,
  pull_steps json,
  entrypoint text,
  storage_document_id uuid,
  infrastructure_document_id uuid,
  created_by json,
  updated_by json,
  version_id uuid,
  canary_id uuid,
  canary_share double precision NOT NULL DEFAULT 0,
  UNIQUE (flow_id, name)
);
CREATE INDEX deployment_name ON deployment (name);
CREATE INDEX deployment_created ON deployment (created);
CREATE INDEX deployment_updated ON deployment (updated);
CREATE INDEX deployment_limit ON deployment (concurrency_limit_id) WHERE concurrency_limit_id IS NOT NULL;
CREATE INDEX deployment_work_queue ON deployment (work_queue_id) WHERE work_queue_id IS NOT NULL;

CREATE TABLE deployment_schedule (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  deployment_id uuid NOT NULL REFERENCES deployment (id) ON DELETE CASCADE,
  active smallint NOT NULL DEFAULT 1,
  schedule json NOT NULL,
  parameters json NOT NULL DEFAULT '{}',
  slug text,
  max_scheduled_runs bigint,
  next_plan bigint,
  planned_to bigint,
  policy json
);
CREATE UNIQUE INDEX deployment_schedule_slug ON deployment_schedule (deployment_id, slug);
CREATE INDEX deployment_schedule_plan ON deployment_schedule (next_plan) WHERE next_plan IS NOT NULL;

CREATE TABLE deployment_version (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  deployment_id uuid NOT NULL REFERENCES deployment (id) ON DELETE CASCADE,
  number bigint NOT NULL,
  hash text NOT NULL,
  content json NOT NULL,
  message text,
  author text,
  source json,
  UNIQUE (deployment_id, number)
);

CREATE TABLE block_type (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  name text NOT NULL UNIQUE,
  slug text NOT NULL UNIQUE,
  logo_url text,
  documentation_url text,
  description text,
  code_example text,
  is_protected smallint NOT NULL DEFAULT 0
);

CREATE TABLE block_schema (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  checksum text NOT NULL,
  version text NOT NULL,
  fields json NOT NULL,
  capabilities jsonb NOT NULL DEFAULT '[]',
  block_type_id uuid NOT NULL REFERENCES block_type (id) ON DELETE CASCADE,
  UNIQUE (checksum, version)
);
CREATE INDEX block_schema_type ON block_schema (block_type_id);
CREATE INDEX block_schema_created ON block_schema (created);

CREATE TABLE block_document (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  name text NOT NULL,
  is_anonymous smallint NOT NULL DEFAULT 0,
  data text NOT NULL,
  block_type_id uuid NOT NULL REFERENCES block_type (id) ON DELETE CASCADE,
  block_schema_id uuid NOT NULL REFERENCES block_schema (id) ON DELETE CASCADE,
  UNIQUE (block_type_id, name)
);
CREATE INDEX block_document_name ON block_document (name);
CREATE INDEX block_document_schema ON block_document (block_schema_id);

CREATE TABLE block_document_reference (
  parent_id uuid NOT NULL REFERENCES block_document (id) ON DELETE CASCADE,
  name text NOT NULL,
  child_id uuid NOT NULL REFERENCES block_document (id) ON DELETE CASCADE,
  PRIMARY KEY (parent_id, name)
);
CREATE INDEX block_document_reference_child ON block_document_reference (child_id);

CREATE TABLE work_pool (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  name text NOT NULL UNIQUE,
  description text,
  type text NOT NULL,
  base_job_template json NOT NULL DEFAULT '{}',
  is_paused smallint NOT NULL DEFAULT 0,
  concurrency_limit bigint,
  storage_configuration json NOT NULL DEFAULT '{}',
  default_queue_id uuid NOT NULL,
  status text,
  status_event_id uuid,
  status_since bigint
);

CREATE TABLE work_queue (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  work_pool_id uuid NOT NULL REFERENCES work_pool (id) ON DELETE CASCADE,
  name text NOT NULL,
  description text,
  is_paused smallint NOT NULL DEFAULT 0,
  concurrency_limit bigint,
  priority bigint NOT NULL,
  filter json,
  last_polled bigint,
  status text NOT NULL,
  UNIQUE (work_pool_id, name)
);
CREATE INDEX work_queue_name ON work_queue (name);

CREATE TABLE worker (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  work_pool_id uuid NOT NULL REFERENCES work_pool (id) ON DELETE CASCADE,
  name text NOT NULL,
  last_heartbeat_time bigint NOT NULL,
  heartbeat_interval_seconds bigint,
  status text NOT NULL,
  UNIQUE (work_pool_id, name)
);

CREATE TABLE automation (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  enabled integer NOT NULL,
  tags jsonb NOT NULL,
  "trigger" json NOT NULL,
  actions json NOT NULL,
  actions_on_trigger json NOT NULL,
  actions_on_resolve json NOT NULL,
  owner_resource text,
  listens_after bigint NOT NULL
);
CREATE INDEX automation_name ON automation (name);
CREATE INDEX automation_created ON automation (created);
CREATE INDEX automation_updated ON automation (updated);
CREATE INDEX automation_owner ON automation (owner_resource) WHERE owner_resource IS NOT NULL;

CREATE TABLE trigger_bucket (
  automation_id uuid NOT NULL REFERENCES automation (id) ON DELETE CASCADE,
  trigger_id uuid NOT NULL,
  key text NOT NULL,
  long_key text,
  starts bigint NOT NULL,
  ends bigint NOT NULL,
  count integer NOT NULL,
  last_event json,
  PRIMARY KEY (trigger_id, key)
);
CREATE INDEX trigger_bucket_automation ON trigger_bucket (automation_id);
CREATE INDEX trigger_bucket_ends ON trigger_bucket (ends);

CREATE TABLE trigger_firing (
  automation_id uuid NOT NULL REFERENCES automation (id) ON DELETE CASCADE,
  trigger_id uuid NOT NULL,
  child_id uuid NOT NULL,
  triggered bigint NOT NULL,
  firing json NOT NULL,
  PRIMARY KEY (trigger_id, child_id)
);
CREATE INDEX trigger_firing_automation ON trigger_firing (automation_id);

CREATE TABLE automation_loop (
  cause_id uuid NOT NULL,
  automation_id uuid NOT NULL REFERENCES automation (id) ON DELETE CASCADE,
  since bigint NOT NULL,
  count integer NOT NULL,
  PRIMARY KEY (automation_id, cause_id)
);

CREATE TABLE event_cause (
  event_id uuid PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
  automation_id uuid NOT NULL
);

CREATE TABLE event_consumer (
  name text PRIMARY KEY,
  seq bigint NOT NULL
);

CREATE TABLE action_invocation (
  id uuid PRIMARY KEY,
  automation_id uuid NOT NULL,
  created bigint NOT NULL,
  due bigint NOT NULL,
  tries integer NOT NULL,
  task json NOT NULL
);
CREATE INDEX action_invocation_due ON action_invocation (due);

CREATE TABLE background_task (
  task_run_id uuid PRIMARY KEY REFERENCES task_run (id) ON DELETE CASCADE,
  task_key text NOT NULL,
  enqueued bigint NOT NULL,
  again smallint NOT NULL,
  taken_until bigint
);
CREATE INDEX background_task_key ON background_task (task_key, again DESC, enqueued);

CREATE TABLE access_key (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  name text NOT NULL UNIQUE,
  hash text NOT NULL UNIQUE,
  role text NOT NULL,
  team text,
  expires bigint
);

CREATE TABLE audit_line (
  seq bigint PRIMARY KEY,
  occurred bigint NOT NULL,
  actor text NOT NULL,
  origin text NOT NULL,
  action text NOT NULL,
  kind text NOT NULL,
  object_id text NOT NULL,
  object_name text NOT NULL,
  before text,
  after text,
  previous text NOT NULL,
  hash text NOT NULL
);
CREATE INDEX audit_line_object ON audit_line (object_id, seq);

CREATE TABLE webhook (
  id uuid PRIMARY KEY,
  created bigint NOT NULL,
  updated bigint NOT NULL,
  name text NOT NULL UNIQUE,
  description text NOT NULL,
  enabled smallint NOT NULL,
  preset text NOT NULL,
  template json,
  address_hash text NOT NULL UNIQUE,
  sealed text NOT NULL
);

CREATE TABLE webhook_request (
  id uuid PRIMARY KEY,
  webhook_id uuid NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
  received bigint NOT NULL,
  origin text NOT NULL,
  size integer NOT NULL,
  outcome text NOT NULL,
  reason text,
  event_id uuid,
  event text,
  delivery text,
  replay_of uuid,
  is_genuine smallint NOT NULL,
  headers json NOT NULL,
  query json NOT NULL,
  body text NOT NULL,
  body_encoding text NOT NULL
);
CREATE INDEX webhook_request_webhook ON webhook_request (webhook_id, id);
CREATE INDEX webhook_request_received ON webhook_request (received);
CREATE UNIQUE INDEX webhook_request_delivery ON webhook_request (webhook_id, delivery)
  WHERE outcome = 'accepted' AND delivery IS NOT NULL;

CREATE TABLE delivery (
  id uuid PRIMARY KEY,
  invocation_id uuid NOT NULL,
  place integer NOT NULL,
  attempt integer NOT NULL,
  automation_id uuid NOT NULL,
  automation_name text NOT NULL,
  event_id uuid,
  block_document_id uuid NOT NULL,
  block_name text NOT NULL,
  recipient text,
  subject text NOT NULL,
  started bigint NOT NULL,
  duration bigint NOT NULL,
  outcome text NOT NULL,
  status_code integer,
  answer text NOT NULL
);
CREATE INDEX delivery_invocation ON delivery (invocation_id);
CREATE INDEX delivery_automation ON delivery (automation_id, id);
CREATE INDEX delivery_started ON delivery (started);

CREATE TABLE cache_entry (
  id uuid PRIMARY KEY,
  namespace text NOT NULL,
  key text NOT NULL,
  task_name text NOT NULL,
  task_version text,
  tags jsonb NOT NULL,
  parts json NOT NULL,
  flow_run_id uuid,
  task_run_id uuid NOT NULL,
  created bigint NOT NULL,
  expires bigint,
  used bigint NOT NULL,
  hits bigint NOT NULL,
  size bigint NOT NULL,
  digest text NOT NULL,
  value text,
  host text NOT NULL,
  path text NOT NULL,
  UNIQUE (namespace, key)
);
CREATE INDEX cache_entry_task ON cache_entry (namespace, task_name, id);
CREATE INDEX cache_entry_used ON cache_entry (used);
CREATE INDEX cache_entry_expires ON cache_entry (expires) WHERE expires IS NOT NULL;

CREATE TABLE cache_lease (
  id uuid PRIMARY KEY,
  namespace text NOT NULL,
  key text NOT NULL,
  task_run_id uuid NOT NULL,
  since bigint NOT NULL,
  expires bigint NOT NULL,
  UNIQUE (namespace, key)
);
CREATE INDEX cache_lease_expires ON cache_lease (expires);

CREATE TABLE cache_decision (
  id uuid PRIMARY KEY,
  at bigint NOT NULL,
  namespace text NOT NULL,
  key text NOT NULL,
  task_name text NOT NULL,
  flow_run_id uuid,
  task_run_id uuid NOT NULL,
  outcome text NOT NULL,
  reason text,
  message text NOT NULL,
  changed json NOT NULL,
  nearest json
);
CREATE INDEX cache_decision_task_run ON cache_decision (task_run_id, id);
CREATE INDEX cache_decision_flow_run ON cache_decision (flow_run_id, id);
CREATE INDEX cache_decision_key ON cache_decision (namespace, key, id);
CREATE INDEX cache_decision_at ON cache_decision (at);

CREATE TABLE cache_clearing (
  namespace text PRIMARY KEY,
  cleared bigint NOT NULL
);
