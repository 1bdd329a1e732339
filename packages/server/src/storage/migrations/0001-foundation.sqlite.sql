CREATE TABLE flow (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  name TEXT NOT NULL UNIQUE,
  tags TEXT NOT NULL DEFAULT '[]',
  labels TEXT NOT NULL DEFAULT '{}',
  parameter_schema TEXT
);
CREATE INDEX flow_created ON flow (created);

CREATE TABLE flow_run (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  name TEXT NOT NULL,
  flow_id TEXT NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
  flow_version TEXT,
  deployment_id TEXT,
  deployment_version TEXT,
  work_queue_id TEXT,
  work_queue_name TEXT,
  parameters TEXT NOT NULL DEFAULT '{}',
  idempotency_key TEXT,
  context TEXT NOT NULL DEFAULT '{}',
  empirical_policy TEXT NOT NULL DEFAULT '{}',
  tags TEXT NOT NULL DEFAULT '[]',
  labels TEXT NOT NULL DEFAULT '{}',
  parent_task_run_id TEXT REFERENCES task_run (id) ON DELETE SET NULL,
  auto_scheduled INTEGER NOT NULL DEFAULT 0,
  infrastructure_document_id TEXT,
  infrastructure_pid TEXT,
  created_by TEXT,
  job_variables TEXT,
  attempt INTEGER NOT NULL DEFAULT 0,
  lease_expires INTEGER,
  heartbeat INTEGER,
  lost INTEGER,
  priority INTEGER NOT NULL DEFAULT 0,
  version_id TEXT,
  state_id TEXT,
  state_type TEXT,
  state_name TEXT,
  state_timestamp INTEGER,
  run_count INTEGER NOT NULL DEFAULT 0,
  expected_start_time INTEGER,
  next_scheduled_start_time INTEGER,
  start_time INTEGER,
  end_time INTEGER,
  total_run_time INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX flow_run_idempotency ON flow_run (flow_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX flow_run_flow ON flow_run (flow_id, expected_start_time);
CREATE INDEX flow_run_deployment ON flow_run (deployment_id, expected_start_time) WHERE deployment_id IS NOT NULL;
CREATE INDEX flow_run_parent ON flow_run (parent_task_run_id) WHERE parent_task_run_id IS NOT NULL;
CREATE INDEX flow_run_expected ON flow_run (expected_start_time);
CREATE INDEX flow_run_state_expected ON flow_run (state_type, expected_start_time);
CREATE INDEX flow_run_start ON flow_run (coalesce(start_time, expected_start_time));
CREATE INDEX flow_run_state_start ON flow_run (state_type, coalesce(start_time, expected_start_time));
CREATE INDEX flow_run_name ON flow_run (name);
CREATE INDEX flow_run_ended ON flow_run (end_time);
CREATE INDEX flow_run_due ON flow_run (next_scheduled_start_time) WHERE next_scheduled_start_time IS NOT NULL;
CREATE INDEX flow_run_queue_due ON flow_run (work_queue_id, priority, next_scheduled_start_time) WHERE work_queue_id IS NOT NULL AND next_scheduled_start_time IS NOT NULL;
CREATE INDEX flow_run_queue_active ON flow_run (work_queue_id, state_type) WHERE work_queue_id IS NOT NULL AND state_type IN ('PENDING', 'RUNNING', 'CANCELLING');
CREATE INDEX flow_run_deployment_due ON flow_run (deployment_id, next_scheduled_start_time) WHERE deployment_id IS NOT NULL AND next_scheduled_start_time IS NOT NULL;
CREATE INDEX flow_run_deployment_active ON flow_run (deployment_id) WHERE deployment_id IS NOT NULL AND state_type IN ('PENDING', 'RUNNING', 'PAUSED', 'CANCELLING');
CREATE INDEX flow_run_lease ON flow_run (lease_expires) WHERE lease_expires IS NOT NULL;

CREATE TABLE flow_run_state (
  id TEXT PRIMARY KEY,
  flow_run_id TEXT NOT NULL REFERENCES flow_run (id) ON DELETE CASCADE,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  message TEXT,
  state_details TEXT NOT NULL,
  data TEXT
);
CREATE UNIQUE INDEX flow_run_state_run ON flow_run_state (flow_run_id, timestamp);

CREATE TABLE flow_run_input (
  flow_run_id TEXT NOT NULL REFERENCES flow_run (id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  sender TEXT,
  id TEXT NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  PRIMARY KEY (flow_run_id, key)
) WITHOUT ROWID;

CREATE TABLE flow_run_pin (
  flow_run_id TEXT PRIMARY KEY REFERENCES flow_run (id) ON DELETE CASCADE,
  created INTEGER NOT NULL
);

CREATE TABLE late_result (
  flow_run_id TEXT NOT NULL REFERENCES flow_run (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  received INTEGER NOT NULL,
  accepted INTEGER,
  transition_id TEXT,
  state TEXT NOT NULL,
  PRIMARY KEY (flow_run_id, number)
) WITHOUT ROWID;

CREATE TABLE task_run (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  name TEXT NOT NULL,
  flow_run_id TEXT REFERENCES flow_run (id) ON DELETE CASCADE,
  task_key TEXT NOT NULL,
  dynamic_key TEXT NOT NULL,
  cache_key TEXT,
  cache_expiration INTEGER,
  task_version TEXT,
  empirical_policy TEXT NOT NULL DEFAULT '{}',
  tags TEXT NOT NULL DEFAULT '[]',
  labels TEXT NOT NULL DEFAULT '{}',
  task_inputs TEXT NOT NULL DEFAULT '{}',
  flow_run_run_count INTEGER NOT NULL DEFAULT 0,
  state_id TEXT,
  state_type TEXT,
  state_name TEXT,
  state_timestamp INTEGER,
  run_count INTEGER NOT NULL DEFAULT 0,
  expected_start_time INTEGER,
  next_scheduled_start_time INTEGER,
  start_time INTEGER,
  end_time INTEGER,
  total_run_time INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX task_run_key ON task_run (flow_run_id, task_key, dynamic_key);
CREATE INDEX task_run_state_expected ON task_run (state_type, expected_start_time);
CREATE INDEX task_run_expected ON task_run (expected_start_time);

CREATE TABLE task_run_state (
  id TEXT PRIMARY KEY,
  task_run_id TEXT NOT NULL REFERENCES task_run (id) ON DELETE CASCADE,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  message TEXT,
  state_details TEXT NOT NULL,
  data TEXT
);
CREATE UNIQUE INDEX task_run_state_run ON task_run_state (task_run_id, timestamp);

CREATE TABLE task_run_state_cache (
  cache_key TEXT NOT NULL,
  created INTEGER NOT NULL,
  cache_expiration INTEGER,
  task_run_state_id TEXT NOT NULL REFERENCES task_run_state (id) ON DELETE CASCADE,
  PRIMARY KEY (cache_key, created, task_run_state_id)
) WITHOUT ROWID;
CREATE INDEX task_run_state_cache_state ON task_run_state_cache (task_run_state_id);

CREATE TABLE event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  occurred INTEGER NOT NULL,
  received INTEGER NOT NULL,
  event TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX event_occurred ON event (occurred);
CREATE INDEX event_heartbeat ON event (occurred) WHERE event = 'prefect.flow-run.heartbeat';
CREATE INDEX event_of_resource ON event (resource_id, occurred);

CREATE TABLE event_inbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  received INTEGER NOT NULL,
  body TEXT NOT NULL
);

CREATE TABLE event_resource (
  resource_id TEXT NOT NULL,
  event_seq INTEGER NOT NULL REFERENCES event (seq) ON DELETE CASCADE,
  role TEXT NOT NULL,
  PRIMARY KEY (resource_id, event_seq, role)
) WITHOUT ROWID;
CREATE INDEX event_resource_event ON event_resource (event_seq);

CREATE TABLE log (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  name TEXT NOT NULL,
  level INTEGER NOT NULL,
  message TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  flow_run_id TEXT,
  task_run_id TEXT,
  fields TEXT
);
CREATE INDEX log_flow_run ON log (flow_run_id, timestamp) WHERE flow_run_id IS NOT NULL;
CREATE INDEX log_task_run ON log (task_run_id, timestamp) WHERE task_run_id IS NOT NULL;
CREATE INDEX log_timestamp ON log (timestamp);
-- Rare lines among many: found without going through the others.
CREATE INDEX log_warning ON log (timestamp) WHERE level >= 30;
CREATE INDEX log_error ON log (timestamp) WHERE level >= 40;

CREATE TABLE log_field (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  log_id TEXT NOT NULL REFERENCES log ON DELETE CASCADE,
  PRIMARY KEY (name, value, timestamp, log_id)
) WITHOUT ROWID;
CREATE INDEX log_field_log ON log_field (log_id);

CREATE TABLE csrf_token (
  client TEXT PRIMARY KEY,
  token TEXT NOT NULL,
  expiration INTEGER NOT NULL,
  id TEXT NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
);

CREATE TABLE configuration (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE saved_search (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  name TEXT NOT NULL UNIQUE,
  filters TEXT NOT NULL DEFAULT '[]'
);

CREATE TABLE variable (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  name TEXT NOT NULL UNIQUE,
  value TEXT NOT NULL,
  tags TEXT NOT NULL DEFAULT '[]'
);

CREATE TABLE artifact (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  key TEXT,
  type TEXT,
  description TEXT,
  data TEXT,
  metadata_ TEXT,
  flow_run_id TEXT,
  task_run_id TEXT
);
CREATE INDEX artifact_key ON artifact (key, created) WHERE key IS NOT NULL;
CREATE INDEX artifact_flow_run ON artifact (flow_run_id) WHERE flow_run_id IS NOT NULL;
CREATE INDEX artifact_task_run ON artifact (task_run_id) WHERE task_run_id IS NOT NULL;
CREATE INDEX artifact_created ON artifact (created);
CREATE INDEX artifact_updated ON artifact (updated);

CREATE TABLE artifact_collection (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  key TEXT NOT NULL UNIQUE,
  latest_id TEXT NOT NULL,
  type TEXT,
  description TEXT,
  data TEXT,
  metadata_ TEXT,
  flow_run_id TEXT,
  task_run_id TEXT
);
CREATE INDEX artifact_collection_latest ON artifact_collection (latest_id);

CREATE TABLE concurrency_limit (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  name TEXT NOT NULL UNIQUE,
  active INTEGER NOT NULL DEFAULT 1,
  "limit" INTEGER NOT NULL,
  denied_slots INTEGER NOT NULL DEFAULT 0,
  slot_decay_per_second REAL NOT NULL DEFAULT 0,
  avg_slot_occupancy_seconds REAL NOT NULL DEFAULT 2,
  decayed INTEGER NOT NULL
);

CREATE TABLE concurrency_slot (
  id TEXT PRIMARY KEY,
  limit_id TEXT REFERENCES concurrency_limit (id) ON DELETE SET NULL,
  lease_id TEXT,
  holder_type TEXT,
  holder_id TEXT,
  slots INTEGER NOT NULL,
  since INTEGER NOT NULL,
  expires INTEGER
);
CREATE INDEX concurrency_slot_limit ON concurrency_slot (limit_id, since) WHERE limit_id IS NOT NULL;
CREATE INDEX concurrency_slot_lease ON concurrency_slot (lease_id) WHERE lease_id IS NOT NULL;
CREATE INDEX concurrency_slot_holder ON concurrency_slot (holder_id) WHERE holder_id IS NOT NULL;
CREATE INDEX concurrency_slot_expires ON concurrency_slot (expires) WHERE expires IS NOT NULL;

CREATE TABLE deployment (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  name TEXT NOT NULL,
  flow_id TEXT NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
  version TEXT,
  description TEXT,
  paused INTEGER NOT NULL DEFAULT 0,
  concurrency_limit_id TEXT REFERENCES concurrency_limit (id) ON DELETE SET NULL,
  concurrency_options TEXT,
  job_variables TEXT NOT NULL DEFAULT '{}',
  parameters TEXT NOT NULL DEFAULT '{}',
  parameter_openapi_schema TEXT,
  enforce_parameter_schema INTEGER NOT NULL DEFAULT 1,
  tags TEXT NOT NULL DEFAULT '[]',
  labels TEXT NOT NULL DEFAULT '{}',
  work_queue_name TEXT,
  work_queue_id TEXT,
  last_polled INTEGER,
  status TEXT NOT NULL DEFAULT 'NOT_READY',
  path TEXT,
  pull_steps TEXT,
  entrypoint TEXT,
  storage_document_id TEXT,
  infrastructure_document_id TEXT,
  created_by TEXT,
  updated_by TEXT,
  version_id TEXT,
  canary_id TEXT,
  canary_share REAL NOT NULL DEFAULT 0,
  UNIQUE (flow_id, name)
);
CREATE INDEX deployment_name ON deployment (name);
CREATE INDEX deployment_created ON deployment (created);
CREATE INDEX deployment_updated ON deployment (updated);
CREATE INDEX deployment_limit ON deployment (concurrency_limit_id) WHERE concurrency_limit_id IS NOT NULL;
CREATE INDEX deployment_work_queue ON deployment (work_queue_id) WHERE work_queue_id IS NOT NULL;

CREATE TABLE deployment_schedule (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  deployment_id TEXT NOT NULL REFERENCES deployment (id) ON DELETE CASCADE,
  active INTEGER NOT NULL DEFAULT 1,
  schedule TEXT NOT NULL,
  parameters TEXT NOT NULL DEFAULT '{}',
  slug TEXT,
  max_scheduled_runs INTEGER,
  next_plan INTEGER,
  planned_to INTEGER,
  policy TEXT
);
CREATE UNIQUE INDEX deployment_schedule_slug ON deployment_schedule (deployment_id, slug);
CREATE INDEX deployment_schedule_plan ON deployment_schedule (next_plan) WHERE next_plan IS NOT NULL;

CREATE TABLE deployment_version (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  deployment_id TEXT NOT NULL REFERENCES deployment (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  hash TEXT NOT NULL,
  content TEXT NOT NULL,
  message TEXT,
  author TEXT,
  source TEXT,
  UNIQUE (deployment_id, number)
);

CREATE TABLE block_type (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  name TEXT NOT NULL UNIQUE,
  slug TEXT NOT NULL UNIQUE,
  logo_url TEXT,
  documentation_url TEXT,
  description TEXT,
  code_example TEXT,
  is_protected INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE block_schema (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  checksum TEXT NOT NULL,
  version TEXT NOT NULL,
  fields TEXT NOT NULL,
  capabilities TEXT NOT NULL DEFAULT '[]',
  block_type_id TEXT NOT NULL REFERENCES block_type (id) ON DELETE CASCADE,
  UNIQUE (checksum, version)
);
CREATE INDEX block_schema_type ON block_schema (block_type_id);
CREATE INDEX block_schema_created ON block_schema (created);

CREATE TABLE block_document (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  name TEXT NOT NULL,
  is_anonymous INTEGER NOT NULL DEFAULT 0,
  data TEXT NOT NULL,
  block_type_id TEXT NOT NULL REFERENCES block_type (id) ON DELETE CASCADE,
  block_schema_id TEXT NOT NULL REFERENCES block_schema (id) ON DELETE CASCADE,
  UNIQUE (block_type_id, name)
);
CREATE INDEX block_document_name ON block_document (name);
CREATE INDEX block_document_schema ON block_document (block_schema_id);

CREATE TABLE block_document_reference (
  parent_id TEXT NOT NULL REFERENCES block_document (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  child_id TEXT NOT NULL REFERENCES block_document (id) ON DELETE CASCADE,
  PRIMARY KEY (parent_id, name)
) WITHOUT ROWID;
CREATE INDEX block_document_reference_child ON block_document_reference (child_id);

CREATE TABLE work_pool (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  name TEXT NOT NULL UNIQUE,
  description TEXT,
  type TEXT NOT NULL,
  base_job_template TEXT NOT NULL DEFAULT '{}',
  is_paused INTEGER NOT NULL DEFAULT 0,
  concurrency_limit INTEGER,
  storage_configuration TEXT NOT NULL DEFAULT '{}',
  default_queue_id TEXT NOT NULL,
  status TEXT,
  status_event_id TEXT,
  status_since INTEGER
);

CREATE TABLE work_queue (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  work_pool_id TEXT NOT NULL REFERENCES work_pool (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  description TEXT,
  is_paused INTEGER NOT NULL DEFAULT 0,
  concurrency_limit INTEGER,
  priority INTEGER NOT NULL,
  filter TEXT,
  last_polled INTEGER,
  status TEXT NOT NULL,
  UNIQUE (work_pool_id, name)
);
CREATE INDEX work_queue_name ON work_queue (name);

CREATE TABLE worker (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  work_pool_id TEXT NOT NULL REFERENCES work_pool (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  last_heartbeat_time INTEGER NOT NULL,
  heartbeat_interval_seconds INTEGER,
  status TEXT NOT NULL,
  UNIQUE (work_pool_id, name)
);

CREATE TABLE automation (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  tags TEXT NOT NULL,
  "trigger" TEXT NOT NULL,
  actions TEXT NOT NULL,
  actions_on_trigger TEXT NOT NULL,
  actions_on_resolve TEXT NOT NULL,
  owner_resource TEXT,
  listens_after INTEGER NOT NULL
);
CREATE INDEX automation_name ON automation (name);
CREATE INDEX automation_created ON automation (created);
CREATE INDEX automation_updated ON automation (updated);
CREATE INDEX automation_owner ON automation (owner_resource) WHERE owner_resource IS NOT NULL;

CREATE TABLE trigger_bucket (
  automation_id TEXT NOT NULL REFERENCES automation (id) ON DELETE CASCADE,
  trigger_id TEXT NOT NULL,
  key TEXT NOT NULL,
  long_key TEXT,
  starts INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  count INTEGER NOT NULL,
  last_event TEXT,
  PRIMARY KEY (trigger_id, key)
) WITHOUT ROWID;
CREATE INDEX trigger_bucket_automation ON trigger_bucket (automation_id);
CREATE INDEX trigger_bucket_ends ON trigger_bucket (ends);

CREATE TABLE trigger_firing (
  automation_id TEXT NOT NULL REFERENCES automation (id) ON DELETE CASCADE,
  trigger_id TEXT NOT NULL,
  child_id TEXT NOT NULL,
  triggered INTEGER NOT NULL,
  firing TEXT NOT NULL,
  PRIMARY KEY (trigger_id, child_id)
) WITHOUT ROWID;
CREATE INDEX trigger_firing_automation ON trigger_firing (automation_id);

CREATE TABLE automation_loop (
  cause_id TEXT NOT NULL,
  automation_id TEXT NOT NULL REFERENCES automation (id) ON DELETE CASCADE,
  since INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (automation_id, cause_id)
) WITHOUT ROWID;

CREATE TABLE event_cause (
  event_id TEXT PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
  automation_id TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE event_consumer (
  name TEXT PRIMARY KEY,
  seq INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE action_invocation (
  id TEXT PRIMARY KEY,
  automation_id TEXT NOT NULL,
  created INTEGER NOT NULL,
  due INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  task TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX action_invocation_due ON action_invocation (due);

CREATE TABLE background_task (
  task_run_id TEXT PRIMARY KEY REFERENCES task_run (id) ON DELETE CASCADE,
  task_key TEXT NOT NULL,
  enqueued INTEGER NOT NULL,
  again INTEGER NOT NULL,
  taken_until INTEGER
);
CREATE INDEX background_task_key ON background_task (task_key, again DESC, enqueued);

CREATE TABLE access_key (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  name TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  team TEXT,
  expires INTEGER
);

CREATE TABLE audit_line (
  seq INTEGER PRIMARY KEY,
  occurred INTEGER NOT NULL,
  actor TEXT NOT NULL,
  origin TEXT NOT NULL,
  action TEXT NOT NULL,
  kind TEXT NOT NULL,
  object_id TEXT NOT NULL,
  object_name TEXT NOT NULL,
  before TEXT,
  after TEXT,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX audit_line_object ON audit_line (object_id, seq);

CREATE TABLE webhook (
  id TEXT PRIMARY KEY,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  name TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  preset TEXT NOT NULL,
  template TEXT,
  address_hash TEXT NOT NULL UNIQUE,
  sealed TEXT NOT NULL
);

CREATE TABLE webhook_request (
  id TEXT PRIMARY KEY,
  webhook_id TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
  received INTEGER NOT NULL,
  origin TEXT NOT NULL,
  size INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT,
  event_id TEXT,
  event TEXT,
  delivery TEXT,
  replay_of TEXT,
  is_genuine INTEGER NOT NULL,
  headers TEXT NOT NULL,
  query TEXT NOT NULL,
  body TEXT NOT NULL,
  body_encoding TEXT NOT NULL
);
CREATE INDEX webhook_request_webhook ON webhook_request (webhook_id, id);
CREATE INDEX webhook_request_received ON webhook_request (received);
CREATE UNIQUE INDEX webhook_request_delivery ON webhook_request (webhook_id, delivery)
  WHERE outcome = 'accepted' AND delivery IS NOT NULL;

CREATE TABLE delivery (
  id TEXT PRIMARY KEY,
  invocation_id TEXT NOT NULL,
  place INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  automation_id TEXT NOT NULL,
  automation_name TEXT NOT NULL,
  event_id TEXT,
  block_document_id TEXT NOT NULL,
  block_name TEXT NOT NULL,
  recipient TEXT,
  subject TEXT NOT NULL,
  started INTEGER NOT NULL,
  duration INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  status_code INTEGER,
  answer TEXT NOT NULL
);
CREATE INDEX delivery_invocation ON delivery (invocation_id);
CREATE INDEX delivery_automation ON delivery (automation_id, id);
CREATE INDEX delivery_started ON delivery (started);

CREATE TABLE cache_entry (
  id TEXT PRIMARY KEY,
  namespace TEXT NOT NULL,
  key TEXT NOT NULL,
  task_name TEXT NOT NULL,
  task_version TEXT,
  tags TEXT NOT NULL,
  parts TEXT NOT NULL,
  flow_run_id TEXT,
  task_run_id TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER,
  used INTEGER NOT NULL,
  hits INTEGER NOT NULL,
  size INTEGER NOT NULL,
  digest TEXT NOT NULL,
  value TEXT,
  host TEXT NOT NULL,
  path TEXT NOT NULL,
  UNIQUE (namespace, key)
);
CREATE INDEX cache_entry_task ON cache_entry (namespace, task_name, id);
CREATE INDEX cache_entry_used ON cache_entry (used);
CREATE INDEX cache_entry_expires ON cache_entry (expires) WHERE expires IS NOT NULL;

CREATE TABLE cache_lease (
  id TEXT PRIMARY KEY,
  namespace TEXT NOT NULL,
  key TEXT NOT NULL,
  task_run_id TEXT NOT NULL,
  since INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  UNIQUE (namespace, key)
);
CREATE INDEX cache_lease_expires ON cache_lease (expires);

CREATE TABLE cache_decision (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  namespace TEXT NOT NULL,
  key TEXT NOT NULL,
  task_name TEXT NOT NULL,
  flow_run_id TEXT,
  task_run_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT,
  message TEXT NOT NULL,
  changed TEXT NOT NULL,
  nearest TEXT
);
CREATE INDEX cache_decision_task_run ON cache_decision (task_run_id, id);
CREATE INDEX cache_decision_flow_run ON cache_decision (flow_run_id, id);
CREATE INDEX cache_decision_key ON cache_decision (namespace, key, id);
CREATE INDEX cache_decision_at ON cache_decision (at);

CREATE TABLE cache_clearing (
  namespace TEXT PRIMARY KEY,
  cleared INTEGER NOT NULL
);
