/**
 * The loop of a worker: takes runs as there is room for them, has them started, and sees each to its end. Knows nothing of
 * the infrastructure, which is the launcher's.
 *
 * W1  A run is in the ledger from its claim until the server has its end: whoever comes after a worker that was killed
 *     goes on watching what that has started, or ends it, and settles what it had claimed. So no run is lost, and none
 *     runs twice.
 * W2  Draining takes no more runs and lets those that are there end; stopping ends them, after a grace.
 * W3  A server that is out of reach stops nothing that runs. What it has to hear, it hears when it is back.
 */
import { randomUUID } from "node:crypto";
import type { Client } from "@weir/client";
import { CancellationWatch } from "./cancellation.ts";
import { type Identity, tell } from "./events.ts";
import { type JobSetting, NoDeployment, prepare } from "./job.ts";
import type { ClaimedRun, Ending, Job, Launcher, Running } from "./launcher.ts";
import type { Entry, Ledger } from "./ledger.ts";
import type { Membership } from "./membership.ts";
import { pause } from "./pause.ts";
import { handBack, settle, settleUnstarted } from "./settle.ts";
import type { Claim, WorkSource } from "./sources.ts";

export interface WorkerOptions {
  readonly name: string;
  /** Whether the name is made up, so that the pool may forget it when the worker ends. */
  readonly isTransient: boolean;
  readonly source: WorkSource;
  readonly launcher: Launcher;
  readonly ledger: Ledger;
  /** Its place in a work pool; absent where runs of deployments without a pool are served. */
  readonly membership?: Membership | undefined;
  /** Most runs at a time. */
  readonly limit: number;
  /** Variables that lead the started processes to the server. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds that a run has to end after it was told to. Default 30,000. */
  readonly graceMillis?: number | undefined;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
}

/** Milliseconds between tries at a server that is out of reach. */
const RETRY_MS = 2000;
const GRACE_MS = 30_000;

type Named = Pick<ClaimedRun, "id" | "name">;

const EVERYTHING = { variables: {}, job_configuration: { env: "{{ env }}", command: "{{ command }}" } };

export class Worker {
  readonly #api: Client;
  readonly #options: WorkerOptions;
  readonly #cancellations: CancellationWatch;
  readonly #executing = new Map<string, Promise<void>>();
  readonly #running = new Map<string, Running>();
  readonly #draining = new AbortController();
  readonly #stopping = new AbortController();
  /** Tokens of claims without an answer. */
  readonly #unanswered: string[] = [];
  #room = Promise.withResolvers<void>();

  constructor(api: Client, options: WorkerOptions) {
    this.#api = api;
    this.#options = options;
    this.#cancellations = new CancellationWatch(api);
  }

  /**
   * Works until it is drained or stopped; with `once`, until the runs that are due now have ended.
   *
   * @throws PoolUnusable if the pool is not there, or of another type
   */
  async work({ once = false }: { readonly once?: boolean } = {}): Promise<void> {
    const { membership, isTransient, ledger, log, launcher, name } = this.#options;
    await membership?.join((error) => log("warn", `the server did not hear a sign of life: ${text(error)}`));
    try {
      await this.#recover();
      this.#cancellations.start();
      tell(this.#api, this.#identity, "started");
      log("info", `worker ${name} (${launcher.type}) is ready`);
      if (once) await this.#take(this.#options.limit, false);
      else await this.#loop();
      while (this.#executing.size > 0) await Promise.all(this.#executing.values());
      tell(this.#api, this.#identity, "stopped");
    } finally {
      this.#cancellations.stop();
      await membership?.leave(isTransient);
      ledger.close();
    }
  }

  /** Takes no more runs; `work()` resolves when those that are there have ended. */
  drain(): void {
    this.#draining.abort();
    this.#room.resolve();
  }

  /** Ends the runs too: as crashed, with what they themselves have to say. */
  stop(): void {
    this.drain();
    this.#stopping.abort();
    for (const running of this.#running.values()) void running.stop(this.#grace);
  }

  /** Runs that have not ended. */
  get active(): number {
    return this.#executing.size;
  }

  get #grace(): number {
    return this.#options.graceMillis ?? GRACE_MS;
  }

  get #identity(): Identity {
    const { name, launcher, membership } = this.#options;
    return { name, type: launcher.type, pool: membership?.pool };
  }

  async #loop(): Promise<void> {
    const { limit, log } = this.#options;
    const { signal } = this.#draining;
    while (!signal.aborted) {
      const free = limit - this.#executing.size;
      if (free <= 0) {
        this.#room = Promise.withResolvers();
        await this.#room.promise;
        continue;
      }
      try {
        await this.#take(free, true);
      } catch (error) {
        if (signal.aborted) return;
        log("warn", `asking for runs failed, will ask again: ${text(error)}`);
        await pause(RETRY_MS * (0.7 + 0.6 * Math.random()), signal);
      }
    }
  }

  async #take(most: number, wait: boolean): Promise<void> {
    const { ledger } = this.#options;
    const token = this.#unanswered.shift() ?? randomUUID();
    ledger.write(token, "asked");
    let runs: readonly ClaimedRun[];
    try {
      runs = await this.#claim({ most, wait, token });
    } catch (error) {
      this.#unanswered.push(token);
      throw error;
    }
    for (const { id } of runs) ledger.write(id, "claimed");
    ledger.forget(token);
    for (const run of runs) this.#track(run.id, this.#execute(run));
  }

  #track(id: string, execution: Promise<void>): void {
    const tracked = execution.finally(() => {
      this.#executing.delete(id);
      this.#room.resolve();
    });
    this.#executing.set(id, tracked);
  }

  /** What is claimed while the worker is being drained has to be known, to be handed back. */
  async #claim(claim: Claim): Promise<readonly ClaimedRun[]> {
    const { signal } = this.#draining;
    try {
      return await this.#options.source.claim(claim, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      return this.#options.source.claim({ ...claim, most: 1, wait: false });
    }
  }

  /** Sees a run from its claim to its end. Never rejects. */
  async #execute(run: ClaimedRun): Promise<void> {
    const { ledger, log } = this.#options;
    const name = run.name ?? run.id;
    try {
      const job = await this.#untilHeard(() => this.#prepare(run));
      if (!job) return;
      if (this.#draining.signal.aborted) {
        await handBack(this.#api, run.id);
        ledger.forget(run.id);
        return;
      }
      const running = await this.#launch(job);
      if (!running) return;
      tell(this.#api, this.#identity, "submitted-flow-run", job);
      void this.#describe(job, running);
      await this.#attend(run, running, job);
    } catch (error) {
      log("error", `${name} was left as it is: ${text(error)}`);
    }
  }

  /** Sees what was started to its end, and the run with it. */
  async #attend({ id, name }: Named, running: Running, job: Job | undefined): Promise<void> {
    const { ledger, log } = this.#options;
    const { ending, cancelled } = await this.#watch({ id, name }, running);
    const infrastructure = {
      "prefect.infrastructure.identifier": running.id,
      "prefect.infrastructure.status-code": String(ending.code),
    };
    tell(this.#api, this.#identity, "executed-flow-run", job, infrastructure);
    if (ending.goesOn) log("warn", `${name ?? id}: ${ending.reason}`);
    else {
      const outcome = await this.#untilHeard(() => settle(this.#api, id, ending, cancelled));
      if (outcome === undefined) return; // stopped before the server was back: the ledger keeps the run
      const why = ending.ok ? "" : ` (${ending.reason})`;
      log(outcome === "crashed" ? "error" : "info", `${name ?? id}: ${outcome}${why}`);
    }
    ledger.forget(id);
  }

  /** Everything that is needed to start the run; `undefined` if it cannot be started, which its state then says. */
  async #prepare(run: ClaimedRun): Promise<Job | undefined> {
    const { ledger } = this.#options;
    try {
      return await prepare(this.#api, run, this.#setting);
    } catch (error) {
      if (isUnreachable(error)) throw error;
      const message = `Flow run could not be started: ${text(error)}`;
      if (error instanceof NoDeployment)
        await this.#api.flowRuns.setState({ id: run.id }, { state: { type: "CANCELLED", message }, force: true });
      else await settleUnstarted(this.#api, run.id, message);
      ledger.forget(run.id);
      return undefined;
    }
  }

  get #setting(): JobSetting {
    const { membership, name: workerName, environment } = this.#options;
    return { template: membership?.pool?.base_job_template ?? EVERYTHING, workerName, environment };
  }

  async #launch(job: Job): Promise<Running | undefined> {
    const { launcher, ledger, log } = this.#options;
    const { id, name } = job.run;
    let running: Running;
    try {
      if (launcher.isSlow && !(await this.#announce(id))) {
        ledger.forget(id);
        return undefined;
      }
      ledger.write(id, "launching");
      running = await launcher.launch(job);
    } catch (error) {
      const message = `Flow run could not be started: ${text(error)}`;
      log("error", `${name ?? id}: ${message}`);
      await this.#untilHeard(() => settleUnstarted(this.#api, id, message));
      ledger.forget(id);
      return undefined;
    }
    ledger.write(id, "launched", running.handle);
    log("info", `${name ?? id}: started as ${running.id}`);
    return running;
  }

  /** A claim holds for minutes only, for runs that begin at once. Gives whether the run is to be started still. */
  async #announce(id: string): Promise<boolean> {
    const state = { type: "PENDING" as const, name: "InfrastructurePending" };
    const answer = await this.#untilHeard(() => this.#api.flowRuns.setState({ id }, { state }));
    if (answer?.state?.type !== "CANCELLING") return answer?.state?.type === "PENDING";
    await this.#untilHeard(() => handBack(this.#api, id));
    return false;
  }

  async #watch({ id, name }: Named, running: Running): Promise<{ ending: Ending; cancelled: boolean }> {
    let cancelled = false;
    this.#cancellations.add(id, () => {
      cancelled = true;
      this.#options.log("info", `${name ?? id}: is being cancelled`);
      void running.cancel(this.#grace);
    });
    this.#running.set(id, running);
    if (this.#stopping.signal.aborted) void running.stop(this.#grace);
    const ending = await running.ended;
    this.#running.delete(id);
    this.#cancellations.remove(id);
    return { ending, cancelled };
  }

  /** Who runs it, and as what: shown with the run. */
  async #describe({ run: { id } }: Job, running: Running): Promise<void> {
    const { name, type, pool } = this.#identity;
    const labels = {
      "prefect.worker.name": name,
      "prefect.worker.type": type,
      ...(pool ? { "prefect.work-pool.name": pool.name, "prefect.work-pool.id": pool.id } : {}),
    };
    await Promise.all([
      this.#api.flowRuns.update({ id }, { infrastructure_pid: running.id }),
      this.#api.flowRuns.updateLabels({ id }, labels),
    ]).catch((error: unknown) => this.#options.log("warn", `${id} lacks its labels: ${text(error)}`));
  }

  /** What a worker that was killed has left (W1). */
  async #recover(): Promise<void> {
    await Promise.all(this.#options.ledger.takeOver().map((entry) => this.#untilHeard(() => this.#settleLeft(entry))));
  }

  async #settleLeft({ id: runId, stage, handle }: Entry): Promise<void> {
    const { launcher, ledger, log } = this.#options;
    if (stage === "asked") {
      this.#unanswered.push(runId);
      return;
    }
    const job = stage === "claimed" ? undefined : await this.#jobOf(runId);
    const found = stage === "claimed" ? "unbegun" : await launcher.recover(runId, handle, job);
    if (typeof found === "object") return this.#adopt({ id: runId, name: job?.run.name }, found, job);
    if (found === "unbegun") {
      if (await handBack(this.#api, runId)) log("warn", `${runId} was claimed by a worker that is gone: handed back`);
    } else {
      const reason =
        found === "ended" ? "its worker was gone, so that it was ended" : "it ended while its worker was gone";
      const ending = { ok: false, code: -9, reason, output: [] };
      log("warn", `${runId} was left by a worker that is gone: ${await settle(this.#api, runId, ending, false)}`);
    }
    ledger.forget(runId);
  }

  /** Goes on with what a worker that is gone has started. */
  #adopt(run: Named, running: Running, job: Job | undefined): void {
    const { ledger, log } = this.#options;
    const name = run.name ?? run.id;
    ledger.write(run.id, "launched", running.handle);
    log("info", `${name}: goes on as ${running.id}, which a worker that is gone has started`);
    const attended = this.#attend(run, running, job);
    this.#track(
      run.id,
      attended.catch((error: unknown) => log("error", `${name} was left as it is: ${text(error)}`)),
    );
  }

  /** How the run would be started now; `undefined` if it or its deployment was deleted, or what it asks for cannot be. */
  async #jobOf(id: string): Promise<Job | undefined> {
    try {
      return await prepare(this.#api, await this.#api.flowRuns.read({ id }), this.#setting);
    } catch (error) {
      if (isUnreachable(error)) throw error;
      return undefined;
    }
  }

  /** Tries until the server has answered (W3); gives up only when the worker is stopped. */
  async #untilHeard<T>(attempt: () => Promise<T>): Promise<T | undefined> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        if (this.#stopping.signal.aborted && this.#running.size === 0) return undefined;
        this.#options.log("warn", `the server is out of reach, will try again: ${text(error)}`);
        await pause(RETRY_MS, this.#stopping.signal);
      }
    }
  }
}

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** No answer, or one of a server that cannot answer now. */
const isUnreachable = (error: unknown): boolean => {
  const status = (error as { readonly status?: unknown } | null)?.status;
  return typeof status === "number" && (status === 0 || status >= 500);
};
