/** A worker's place in its work pool: that the pool is there, fits, and hears that the worker lives. */
import { type Client, Conflict, NotFound } from "@weir/client";
import type { WorkPoolResponse } from "@weir/contract";
import type { Launcher } from "./launcher.ts";

export interface MembershipOptions {
  readonly pool: string;
  readonly workerName: string;
  /** Seconds between signs of life. */
  readonly heartbeatSeconds: number;
  /** Whether a pool that is not there is created. */
  readonly createPool: boolean;
  /** The template of a pool that has none. Default: the launcher's. */
  readonly baseJobTemplate?: Readonly<Record<string, unknown>> | undefined;
}

/** The worker cannot work for the pool. */
export class PoolUnusable extends Error {
  override readonly name = "PoolUnusable";
}

export class Membership {
  readonly #api: Client;
  readonly #launcher: Launcher;
  readonly #options: MembershipOptions;
  #pool: WorkPoolResponse | undefined;
  #heardAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(api: Client, launcher: Launcher, options: MembershipOptions) {
    this.#api = api;
    this.#launcher = launcher;
    this.#options = options;
  }

  get pool(): WorkPoolResponse | undefined {
    return this.#pool;
  }

  /** When the server heard the worker last, in milliseconds since 1970; `undefined`: not yet. */
  get heardAt(): number | undefined {
    return this.#heardAt;
  }

  /**
   * Joins the pool, and says from now on that the worker lives.
   *
   * @param report told of signs of life that did not get through
   * @throws PoolUnusable
   */
  async join(report: (error: unknown) => void): Promise<void> {
    await this.sync();
    this.#timer = setInterval(() => void this.sync().catch(report), this.#options.heartbeatSeconds * 1000).unref();
  }

  /** One sign of life; and a look at how the pool is now. */
  async sync(): Promise<void> {
    const { workerName: name, heartbeatSeconds } = this.#options;
    const pool = await this.#readPool();
    const { type } = this.#launcher;
    if (pool.type !== type)
      throw new PoolUnusable(`work pool ${pool.name} is of type ${pool.type}, and this worker is of type ${type}`);
    await this.#api.workPools.heartbeat(
      { work_pool_name: pool.name },
      { name, heartbeat_interval_seconds: Math.max(1, Math.round(heartbeatSeconds)) },
    );
    this.#pool = pool;
    this.#heardAt = Date.now();
  }

  /** @param isTransient whether nobody will come back under this name, so that the pool may forget it */
  async leave(isTransient: boolean): Promise<void> {
    clearInterval(this.#timer);
    if (!isTransient || !this.#pool) return;
    const { pool: work_pool_name, workerName: name } = this.#options;
    await this.#api.workPools.deleteWorker({ work_pool_name, name }).catch(() => {}); // it shows as offline then
  }

  async #readPool(): Promise<WorkPoolResponse> {
    const { pool: name, createPool } = this.#options;
    const base_job_template = { ...(this.#options.baseJobTemplate ?? this.#launcher.baseJobTemplate) };
    let pool: WorkPoolResponse;
    try {
      pool = await this.#api.workPools.read({ name });
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      if (!createPool) throw new PoolUnusable(`there is no work pool ${name}`, { cause: error });
      return this.#create(name, base_job_template);
    }
    if (Object.keys(pool.base_job_template ?? {}).length > 0) return pool;
    await this.#api.workPools.update({ name }, { base_job_template });
    return { ...pool, base_job_template };
  }

  async #create(name: string, base_job_template: Record<string, unknown>): Promise<WorkPoolResponse> {
    try {
      return await this.#api.workPools.create({ name, type: this.#launcher.type, base_job_template });
    } catch (error) {
      if (error instanceof Conflict) return this.#api.workPools.read({ name }); // another worker was first
      throw error;
    }
  }
}
