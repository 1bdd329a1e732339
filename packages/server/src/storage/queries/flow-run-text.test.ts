import { expect, test } from "vitest";
import { flowRunText } from "./flow-run-text.ts";
import { toFlowRun, type FlowRunRow } from "./flow-runs.ts";

const ID = "20000000-0000-7000-8000-000000000001";
const NOW = 1_774_000_000_000_000;

const full: FlowRunRow = {
  id: ID,
  created: NOW - 5,
  updated: NOW - 4,
  name: 'quotes " and \\ and \u2028 and \n',
  flow_id: ID,
  flow_version: '1 "x"',
  deployment_id: ID,
  deployment_version: "v\t2",
  work_queue_id: ID,
  work_queue_name: "queue ä",
  parameters: '{"a":[1,{"b":null}]}',
  idempotency_key: 'key/"1"',
  context: '{"c":true}',
  empirical_policy: '{"retries":3}',
  tags: '["one","two \\"2\\""]',
  labels: '{"prefect.flow.id":"x","n":1.5}',
  parent_task_run_id: ID,
  auto_scheduled: 1,
  infrastructure_document_id: ID,
  infrastructure_pid: 'host:"1"',
  created_by: '{"id":null,"type":"AUTOMATION","display_value":"d"}',
  job_variables: '{"env":{"A":"1"}}',
  attempt: 2,
  lease_expires: NOW,
  heartbeat: 1,
  lost: null,
  state_id: ID,
  state_type: "RUNNING",
  state_name: 'Running "hot"',
  state_timestamp: NOW - 2_000_001,
  run_count: 2,
  expected_start_time: NOW - 9_000_000,
  next_scheduled_start_time: NOW,
  start_time: NOW - 8_000_000,
  end_time: NOW - 1,
  total_run_time: 1_234_567,
  flow_name: "flow",
  flow_tags: "[]",
  s_message: 'said "hi"',
  s_details: '{"pause_reschedule":false}',
  s_data: '{"type":"result"}',
};

const blank: FlowRunRow = {
  ...full,
  flow_version: null,
  deployment_id: null,
  deployment_version: null,
  work_queue_id: null,
  work_queue_name: null,
  idempotency_key: null,
  parent_task_run_id: null,
  auto_scheduled: 0,
  infrastructure_document_id: null,
  infrastructure_pid: null,
  created_by: null,
  job_variables: null,
  state_id: null,
  state_type: null,
  state_name: null,
  state_timestamp: null,
  expected_start_time: null,
  next_scheduled_start_time: null,
  start_time: null,
  end_time: null,
  total_run_time: 0,
  s_message: null,
  s_details: null,
  s_data: null,
};

test.each([
  ["with everything", full],
  ["with nothing", blank],
  ["in a state without a message", { ...full, s_message: null, s_data: null }],
])("a run %s is the same as text and as an object", (_name, row) => {
  expect(JSON.parse(flowRunText(row, NOW))).toEqual(toFlowRun(row, NOW));
});
