/** The tables of automations and of what they are waiting for; see `tables.ts`. */
import type { Micros } from "@weir/contract";

export interface AutomationTable {
  id: string;
  created: Micros;
  updated: Micros;
  name: string;
  description: string;
  enabled: number;
  tags: string;
  trigger: string;
  actions: string;
  actions_on_trigger: string;
  actions_on_resolve: string;
  /** The resource with which it goes. */
  owner_resource: string | null;
  /** The last event that came before the automation, or before it was enabled: that and older ones are nothing to it. */
  listens_after: number;
}

/** What an event trigger has counted for one key. */
export interface TriggerBucketTable {
  automation_id: string;
  trigger_id: string;
  /** The values of the labels by which it counts apart, as a JSON list; of a long one, a hash. */
  key: string;
  /** The list itself, where the key is a hash of it: what is in an index cannot be of any length. */
  long_key: string | null;
  starts: Micros;
  ends: Micros;
  count: number;
  /** As JSON. */
  last_event: string | null;
}

/** The last firing of a trigger inside a composite one. */
export interface TriggerFiringTable {
  automation_id: string;
  /** The composite trigger. */
  trigger_id: string;
  child_id: string;
  triggered: Micros;
  /** As JSON. */
  firing: string;
}

/** How often an automation has fired lately by what another one did, or it itself. */
export interface AutomationLoopTable {
  cause_id: string;
  automation_id: string;
  /** The first of those firings. */
  since: Micros;
  count: number;
}

/** An event of the server's own making that tells of what an automation did. */
export interface EventCauseTable {
  event_id: string;
  automation_id: string;
}

/** How far a reader of the log of events has come. */
export interface EventConsumerTable {
  name: string;
  seq: number;
}

/** An action that is yet to be done. */
export interface ActionInvocationTable {
  id: string;
  automation_id: string;
  created: Micros;
  due: Micros;
  tries: number;
  /** As JSON. */
  task: string;
}

/** One try to deliver a notification, or to call a webhook. */
export interface DeliveryTable {
  id: string;
  invocation_id: string;
  /** Its place among the calls that the action makes: one for each recipient. */
  place: number;
  /** 1 for the first try of the action. */
  attempt: number;
  automation_id: string;
  /** As it was called then, as is the block. */
  automation_name: string;
  /** The event that the action is about. */
  event_id: string | null;
  block_document_id: string;
  /** `type/name` */
  block_name: string;
  recipient: string | null;
  subject: string;
  started: Micros;
  duration: Micros;
  outcome: string;
  status_code: number | null;
  /** The beginning of what came back, or why nothing did. */
  answer: string;
}

export interface AutomationTables {
  automation: AutomationTable;
  trigger_bucket: TriggerBucketTable;
  trigger_firing: TriggerFiringTable;
  automation_loop: AutomationLoopTable;
  event_cause: EventCauseTable;
  event_consumer: EventConsumerTable;
  action_invocation: ActionInvocationTable;
  delivery: DeliveryTable;
}
