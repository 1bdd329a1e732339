import { formatTime, toSeconds, type Micros } from "@weir/contract";
import { lateness, runTime, type ListedFlowRun } from "./flow-runs.ts";

const text = (value: string | null): string => (value === null ? "null" : JSON.stringify(value));
/** Ids and types of states: nothing in them needs escaping. */
const plain = (value: string | null): string => (value === null ? "null" : `"${value}"`);
const time = (value: Micros | null): string => (value === null ? "null" : `"${formatTime(value)}"`);
const json = (value: string | null): string => value ?? "null";

function stateText(row: ListedFlowRun): string {
  if (row.state_id === null || row.s_details === null) return "null";
  return `{"id":"${row.state_id}","type":"${row.state_type!}","name":${text(row.state_name)}\
,"timestamp":${time(row.state_timestamp)},"message":${text(row.s_message)},"data":${json(row.s_data)}\
,"state_details":${row.s_details}}`;
}

/**
 * A run as JSON text, the same as `toFlowRun` gives as an object. What a row holds as JSON goes out as it is: in a list,
 * reading and writing it again would take longer than the query.
 */
export const flowRunText = (row: ListedFlowRun, now: Micros): string =>
  `{"id":"${row.id}","created":${time(row.created)},"updated":${time(row.updated)},"name":${text(row.name)}\
,"flow_id":"${row.flow_id}","flow_version":${text(row.flow_version)},"state_id":${plain(row.state_id)}\
,"deployment_id":${plain(row.deployment_id)},"deployment_version":${text(row.deployment_version)}\
,"work_queue_id":${plain(row.pool_id === null ? null : row.work_queue_id)},"work_queue_name":${text(row.queue_name ?? row.work_queue_name)}\
,"work_pool_id":${plain(row.pool_id)},"work_pool_name":${text(row.pool_name)},"parameters":${row.parameters},"context":${row.context}\
,"idempotency_key":${text(row.idempotency_key)},"empirical_policy":${row.empirical_policy},"tags":${row.tags}\
,"labels":${row.labels},"parent_task_run_id":${plain(row.parent_task_run_id)}\
,"state_type":${plain(row.state_type)},"state_name":${text(row.state_name)},"run_count":${row.run_count}\
,"expected_start_time":${time(row.expected_start_time)},"start_time":${time(row.start_time)}\
,"next_scheduled_start_time":${time(row.next_scheduled_start_time)},"end_time":${time(row.end_time)}\
,"total_run_time":${toSeconds(row.total_run_time)},"estimated_run_time":${toSeconds(runTime(row, now))}\
,"estimated_start_time_delta":${toSeconds(lateness(row, now))},"auto_scheduled":${row.auto_scheduled === 1}\
,"infrastructure_document_id":${plain(row.infrastructure_document_id)}\
,"infrastructure_pid":${text(row.infrastructure_pid)},"created_by":${json(row.created_by)}\
,"job_variables":${json(row.job_variables)},"state":${stateText(row)}}`;
