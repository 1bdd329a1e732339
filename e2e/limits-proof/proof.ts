/**
 * The proof of limits: processes hold slots of one limit for moments, and are killed with `kill -9`, whatever they do.
 *
 * L1. Never more hold slots at once than the limit has: by the server's word, and by the holders' own.
 * L2. No slot is lost: once the leases of the dead have ended, all of them can be taken again.
 * L3. Nobody waits beside a free slot.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { LimitUse } from "@weir/contract";
import { cleanEnvironment, stopProcess, waitUntil, type WeirProcess } from "@weir/testkit";
import { seeded } from "../crash-proof/ledger.ts";
import { type Change, mostAtOnce, Watch } from "./watch.ts";

const HOLDER = fileURLToPath(new URL("holder.ts", import.meta.url));
const LIMIT = "proof";

export interface ProofOptions {
  readonly weir: WeirProcess;
  readonly home: string;
  readonly limit: number;
  readonly holders: number;
  readonly kills: number;
  /** Longest time between two kills, in milliseconds. */
  readonly pause: number;
  /** Every so many kills wait until the one who is to be killed holds a slot. */
  readonly aimed: number;
  readonly seed: number;
  /**
   * Milliseconds after which slots are taken from their holder by force, as an operator does it who knows that nobody
   * alive holds one for as long. Without, the leases of the dead end by themselves, after a minute.
   */
  readonly patience?: number;
}

export interface ProofResult {
  readonly mostHeld: number;
  readonly mostAtOnce: number;
  readonly longestIdle: number;
  readonly looks: number;
  /** How often somebody held a slot. */
  readonly turns: number;
  readonly killedHolders: number;
}

/** One process that holds slots, and what it has said. */
class Holder {
  readonly changes: Change[] = [];
  readonly #child: ChildProcess;
  readonly #told: Promise<unknown>;

  constructor(env: NodeJS.ProcessEnv, seed: number) {
    this.#child = spawn(process.execPath, [HOLDER, LIMIT, String(seed)], { env, stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: this.#child.stdout! });
    lines.on("line", (line) => {
      const [what, at] = line.split(" ") as [string, string];
      this.changes.push({ at: BigInt(at), by: what === "holds" ? 1 : -1 });
    });
    this.#told = once(lines, "close");
  }

  get isHolding(): boolean {
    return this.changes.at(-1)?.by === 1;
  }

  /** Ends it at once; true if it held a slot. */
  async kill(): Promise<boolean> {
    const at = process.hrtime.bigint();
    await stopProcess(this.#child, "SIGKILL");
    await this.#told;
    const held = this.isHolding;
    // What it began after we looked at the clock ended with it, too.
    if (held) this.changes.push({ at: at > this.changes.at(-1)!.at ? at : this.changes.at(-1)!.at, by: -1 });
    return held;
  }

  /** Lets it give back what it has. */
  async end(): Promise<void> {
    await stopProcess(this.#child, "SIGTERM", 90_000);
    await this.#told;
    if (this.#child.exitCode !== 0) throw new Error(`a holder ended with ${this.#child.exitCode}`);
  }
}

async function ask<T>({ apiUrl }: WeirProcess, path: string, body?: object): Promise<T> {
  const given = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const answer = await fetch(apiUrl + path, given);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

export async function limitsProof(options: ProofOptions): Promise<ProofResult> {
  const { weir, home, limit, holders, kills, pause, aimed, seed, patience = Number.POSITIVE_INFINITY } = options;
  const random = seeded(seed);
  const env = { ...cleanEnvironment(), WEIR_API_URL: weir.apiUrl, WEIR_HOME: home };
  const use = () => ask<LimitUse>(weir, `/weir/concurrency_limits/${LIMIT}/slots`);
  await ask(weir, "/v2/concurrency_limits/", { name: LIMIT, limit });
  const all: Holder[] = [];
  const add = (): Holder => {
    const holder = new Holder(env, seed + all.length + 1);
    all.push(holder);
    return holder;
  };
  const alive = Array.from({ length: holders }, add);
  const ending = new AbortController();
  const watch = new Watch(async () => {
    const seen = await use();
    for (const { id, since } of seen.holders)
      if (Date.now() - Date.parse(since) > patience)
        await fetch(`${weir.apiUrl}/weir/concurrency_slots/${id}`, { method: "DELETE" });
    return seen;
  });
  const watching = watch.until(ending.signal);
  watching.catch(() => undefined); // awaited at the end
  try {
    const allAtWork = () => alive.every(({ changes }) => changes.length > 0);
    await waitUntil(allAtWork, { what: "a turn of every holder", timeout: 120_000 });
    let killedHolders = 0;
    for (let left = kills; left > 0; left--) {
      await sleep(random() * pause);
      const place = Math.floor(random() * alive.length);
      const chosen = alive[place]!;
      if (left % aimed === 0)
        await waitUntil(() => chosen.isHolding, { what: "the turn of one", timeout: 90_000, interval: 2 });
      if (await chosen.kill()) killedHolders++;
      alive[place] = add();
    }
    await waitUntil(allAtWork, { what: "a turn of those who came later", timeout: 120_000 });
    await Promise.all(alive.map((holder) => holder.end()));
    await waitUntil(async () => (await use()).holders.length === 0, { what: "the leases' end", timeout: 90_000 });
    ending.abort();
    await watching;
    // L2: refused unless all of them are free.
    await ask(weir, "/weir/concurrency_slots/acquire", {
      lease_id: randomUUID(),
      wanted: [{ name: LIMIT, slots: limit }],
    });
    const changes = all.flatMap((each) => each.changes);
    return {
      mostHeld: watch.most,
      mostAtOnce: mostAtOnce(changes),
      longestIdle: watch.longestIdle,
      looks: watch.looks,
      turns: changes.length / 2,
      killedHolders,
    };
  } finally {
    ending.abort();
    await Promise.all(alive.map((holder) => holder.kill()));
  }
}
