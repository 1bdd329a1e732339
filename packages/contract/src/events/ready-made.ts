/** Automations that most people want, ready to be switched on: ordinary ones, made of the triggers and actions that there are. */

/** Whom they are about: everything, a flow, or a deployment. */
export interface ReadyMadeScope {
  readonly flow?: string | undefined;
  /** Its id. */
  readonly deploymentId?: string | undefined;
}

export interface ReadyMade {
  readonly name: string;
  readonly description: string;
  /** Seconds that its time is, if nobody says; undefined: it has none. */
  readonly within?: number;
  /** Whether it needs a flow or a deployment to be about. */
  readonly needsScope?: boolean;
  /** Whether it is about runs, so that a flow or a deployment narrows it. */
  readonly ofRuns: boolean;
  trigger(scope: ReadyMadeScope, within: number): Readonly<Record<string, unknown>>;
  readonly subject: string;
  readonly body: string;
}

const RUN = { "prefect.resource.id": "prefect.flow-run.*" };
const ENDS = ["Completed", "Failed", "Crashed", "Cancelled", "TimedOut"].map((state) => `prefect.flow-run.${state}`);
const RUN_TEXT = "Flow run '{{ flow_run.name }}' of flow '{{ flow.name }}'";
const STATE_TEXT = "{{ flow_run.state.name }}: {{ flow_run.state.message }}\n{{ flow_run|ui_url }}";

const related = ({ flow, deploymentId }: ReadyMadeScope): Readonly<Record<string, string>> =>
  deploymentId !== undefined
    ? { "prefect.resource.id": `prefect.deployment.${deploymentId}`, "prefect.resource.role": "deployment" }
    : flow !== undefined
      ? { "prefect.resource.name": flow, "prefect.resource.role": "flow" }
      : {};

const onStates =
  (...states: readonly string[]): ReadyMade["trigger"] =>
  (scope) => ({
    type: "event",
    posture: "Reactive",
    expect: states.map((state) => `prefect.flow-run.${state}`),
    match: RUN,
    match_related: related(scope),
    threshold: 1,
    within: 0,
  });

/** Fires for each run that is begun by one event and not ended by any of others in time. */
const notEnded =
  (after: string): ReadyMade["trigger"] =>
  (scope, within) => ({
    type: "event",
    posture: "Proactive",
    after: [after],
    expect: ENDS,
    for_each: ["prefect.resource.id"],
    match: RUN,
    match_related: related(scope),
    threshold: 1,
    within,
  });

export const READY_MADE: readonly ReadyMade[] = [
  {
    name: "failure-notification",
    description: "a flow run has failed, crashed or timed out",
    ofRuns: true,
    trigger: onStates("Failed", "Crashed", "TimedOut"),
    subject: `${RUN_TEXT} did not succeed`,
    body: STATE_TEXT,
  },
  {
    name: "crashed-runs",
    description: "a flow run was lost, with its process or its machine",
    ofRuns: true,
    trigger: onStates("Crashed"),
    subject: `${RUN_TEXT} has crashed`,
    body: STATE_TEXT,
  },
  {
    name: "late-runs",
    description: "a flow run was not begun when it was due",
    ofRuns: true,
    trigger: onStates("Late"),
    subject: `${RUN_TEXT} is late`,
    body: "`weir why {{ flow_run.id }}` says what it waits for.\n{{ flow_run|ui_url }}",
  },
  {
    name: "stuck-pool",
    description: "a work pool lost its workers and has none again in time",
    within: 600,
    ofRuns: false,
    trigger: (_scope, within) => ({
      type: "event",
      posture: "Proactive",
      after: ["prefect.work-pool.not-ready"],
      expect: ["prefect.work-pool.ready"],
      for_each: ["prefect.resource.id"],
      match: { "prefect.resource.id": "prefect.work-pool.*" },
      threshold: 1,
      within,
    }),
    subject: "Work pool '{{ work_pool.name }}' has no workers",
    body: "Its runs wait. {{ work_pool|ui_url }}",
  },
  {
    name: "runs-longer-than",
    description: "a flow run has been running for too long",
    within: 3600,
    ofRuns: true,
    trigger: notEnded("prefect.flow-run.Running"),
    subject: `${RUN_TEXT} is still running`,
    body: STATE_TEXT,
  },
  {
    name: "not-finished-by",
    description: "a flow run was handed out and has not ended in time, waiting included",
    within: 3600,
    ofRuns: true,
    trigger: notEnded("prefect.flow-run.Pending"),
    subject: `${RUN_TEXT} has not finished in time`,
    body: STATE_TEXT,
  },
  {
    name: "fresh-within",
    description: "no run of a flow or deployment has completed for so long",
    within: 86_400,
    needsScope: true,
    ofRuns: true,
    trigger: (scope, within) => ({
      type: "event",
      posture: "Proactive",
      expect: ["prefect.flow-run.Completed"],
      match: RUN,
      match_related: related(scope),
      threshold: 1,
      within,
    }),
    subject: "Nothing has completed in time",
    body: "Automation '{{ automation.name }}': {{ automation.description }}",
  },
];
