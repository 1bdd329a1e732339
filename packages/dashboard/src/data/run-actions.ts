/** What a person can do to runs: which of them it applies to, and how it is asked of the server. */
import type { FlowRunResponse, StateCreate } from "@weir/contract";
import { isFinalType } from "@weir/contract/states";
import { api } from "./api.ts";
import { atCursor, cursorAfter } from "./runs-paging.ts";
import { type RunsSearch, toRequest } from "./runs-search.ts";

export type RunAction = "cancel" | "pause" | "resume" | "retry" | "delete";

/** Why an action does not apply to a run; `undefined` where it does. */
export function refusal(action: RunAction, run: FlowRunResponse): string | undefined {
  const ended = isFinalType(run.state_type);
  switch (action) {
    case "cancel":
      if (ended) return "has ended";
      return run.state_type === "CANCELLING" ? "is being cancelled already" : undefined;
    case "pause":
      if (run.state_type !== "RUNNING") return "is not running";
      return run.deployment_id ? undefined : "has no deployment that could go on with it";
    case "resume":
      return run.state_type === "PAUSED" ? undefined : "is not paused";
    case "retry":
      if (!ended) return "has not ended";
      return run.deployment_id ? undefined : "has no deployment that would run it again";
    case "delete":
      return undefined;
  }
}

const STATES: Readonly<Record<Exclude<RunAction, "resume" | "delete">, StateCreate>> = {
  cancel: { type: "CANCELLING", name: "Cancelling", message: "Cancelled from the dashboard" },
  pause: { type: "PAUSED", name: "Suspended", message: "Paused from the dashboard" },
  retry: { type: "SCHEDULED", name: "AwaitingRetry", message: "Retried from the dashboard" },
};

/** Does it, or throws with the server's reason. */
export async function act(action: RunAction, id: string): Promise<void> {
  if (action === "delete") {
    await api.flowRuns.delete({ id });
    return;
  }
  const answer =
    action === "resume"
      ? await api.flowRuns.resume({ id }, {})
      : await api.flowRuns.setState({ id }, { state: STATES[action], force: action === "retry" });
  if (!wasDone(action, answer)) throw new Error(reasonOf(answer));
}

interface Answer {
  readonly status: string;
  readonly state?: { readonly type: string } | null | undefined;
  readonly details: object;
}

/** A run that has no process yet is cancelled at once, which the server puts as a refusal to ask a process for it. */
const wasDone = (action: RunAction, { status, state }: Answer): boolean =>
  status === "ACCEPT" || status === "WAIT" || (action === "cancel" && state?.type === "CANCELLED");

const reasonOf = ({ details }: Answer): string =>
  (details as { reason?: string | null }).reason ?? "the server gave no reason";

export interface BulkResult {
  readonly done: number;
  /** Reasons of those that were refused, each with how often it was given. */
  readonly refused: ReadonlyMap<string, number>;
}

/** The server takes as many in one request. */
const AT_ONCE = 50;

/** The same for many; `progress` hears how many are through. */
export async function actOnAll(
  action: RunAction,
  ids: readonly string[],
  progress: (through: number) => void,
): Promise<BulkResult> {
  let done = 0;
  const refused = new Map<string, number>();
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE);
    const flow_runs = { id: { any_: some } };
    if (action === "delete") {
      done += (await api.flowRuns.bulkDelete({ flow_runs })).deleted?.length ?? 0;
    } else if (action === "resume") {
      for (const id of some)
        await act(action, id).then(
          () => (done += 1),
          (error: unknown) => count(refused, error instanceof Error ? error.message : String(error)),
        );
    } else {
      const { results } = await api.flowRuns.bulkSetState({
        flow_runs,
        state: STATES[action],
        force: action === "retry",
      });
      for (const answer of results ?? []) {
        if (wasDone(action, answer)) done += 1;
        else count(refused, reasonOf(answer));
      }
    }
    progress(Math.min(ids.length, at + AT_ONCE));
  }
  return { done, refused };
}

const count = (counts: Map<string, number>, what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);

/** More runs than this are not acted on at once. */
export const MOST_AT_ONCE = 10_000;

/** All runs that match, newest first, up to `MOST_AT_ONCE`. */
export async function allMatching(search: RunsSearch, signal: AbortSignal): Promise<readonly FlowRunResponse[]> {
  const rows: FlowRunResponse[] = [];
  for (;;) {
    const cursor = cursorAfter(rows, "newest");
    const page = await api.flowRuns.filter(
      { ...atCursor(toRequest({ ...search, sort: "newest" }), cursor, "newest"), limit: 200 },
      { signal },
    );
    rows.push(...page);
    if (page.length < 200 || rows.length >= MOST_AT_ONCE) return rows.slice(0, MOST_AT_ONCE);
  }
}
