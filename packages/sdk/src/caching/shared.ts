/**
 * The cache as a Weir server knows it: who has made a result, who makes one now, and what was cleared.
 *
 * S1  A server that cannot answer stops no task: it goes by the files that are there.
 * S2  Of runs with the same key one makes the value while the others wait; its claim ends with its process.
 * S3  What is read is what was stored: a copy with another digest is none.
 */
import { createHash, randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { CacheAnswer } from "@weir/contract";
import { parseTime } from "@weir/contract/time";
import { LONGEST_CACHED_VALUE } from "@weir/contract/weir";
import type { Backend } from "../backend.ts";
import { backgroundAlarm, orAborted } from "../engine/sleep.ts";
import type { TaskRecord } from "../engine/task-record.ts";
import { now } from "../engine/time.ts";
import { describeError } from "../errors.ts";
import type { PreparedResult, ResultReference, ResultStore, StoredResult } from "../results/result-store.ts";
import { DEFAULT_NAMESPACE } from "./policy.ts";

/** Seconds that one request waits for somebody who makes the value. */
const WAIT = 20;
/** Milliseconds between renewals of a claim, which lasts a minute. */
const RENEWAL = 20_000;
/** What the server takes of one call: so many parts, and so many characters of the name of each. */
const MOST = 200;

export interface SharedCall {
  readonly key: string;
  readonly namespace: string | undefined;
  /** What the key is made of, as fingerprints. */
  readonly parts: Readonly<Record<string, string>>;
  /** Where results are kept. */
  readonly store: () => Promise<ResultStore>;
  /** Under which the result lies there. */
  readonly file: string;
  readonly refresh: boolean;
  /** Keys of results that are made by runs around this one. */
  readonly making: readonly string[];
  /** Tells what went wrong without an end of the run. */
  readonly warn: (message: string) => void;
}

export interface Waiting {
  /** Aborted when the run is to end. */
  readonly signal: AbortSignal;
  /** Waits for something that may take long. */
  readonly lend: <T>(wait: Promise<T>) => Promise<T>;
}

export class SharedCache {
  readonly #backend: Backend;
  readonly #record: TaskRecord;
  readonly #call: SharedCall;
  readonly #place: { readonly namespace: string; readonly key: string };
  readonly #parts: Record<string, string>;
  #claim: { readonly id: string; readonly stop: () => void } | undefined;

  constructor(backend: Backend, record: TaskRecord, call: SharedCall) {
    this.#backend = backend;
    this.#record = record;
    this.#call = call;
    const { key, file, namespace = DEFAULT_NAMESPACE } = call;
    const isPlain = key.length > 0 && key.length <= 1000 && key.isWellFormed() && !key.includes("\0");
    this.#place = { namespace, key: isPlain ? key : file };
    this.#parts = bounded(call.parts);
  }

  /** Keys of results that runs within this one are part of making. */
  get making(): readonly string[] {
    return this.#claim ? [...this.#call.making, this.#name] : this.#call.making;
  }

  get #name(): string {
    return `${this.#place.namespace}\0${this.#place.key}`;
  }

  /**
   * The result, if there is one. If there is none the run is to make it, and others wait until `release`.
   *
   * @returns `"unknown"` where the server does not answer (S1)
   */
  async find({ signal, lend }: Waiting): Promise<StoredResult | "unknown" | undefined> {
    const { refresh, making, warn } = this.#call;
    // A run within the one that makes the value would wait for itself.
    const claim = refresh || making.includes(this.#name) ? undefined : randomUUID();
    try {
      let unreadable: string | undefined;
      let answer = await this.#ask(0, claim, unreadable);
      for (;;) {
        while (answer.outcome === "computing") {
          const asked = this.#ask(WAIT, claim, unreadable, signal);
          try {
            answer = await lend(orAborted(asked, signal));
          } catch (error) {
            if (!signal.aborted) throw error;
            // The answer may be on its way, and hand over what nobody is there to take any more.
            void asked.then(noop, noop).then(() => this.#endLease(claim));
            return undefined;
          }
        }
        if (answer.outcome !== "hit") break;
        const found = await this.#read(answer);
        if (found) return found;
        unreadable = answer.entry!.id;
        answer = await this.#ask(0, claim, unreadable);
      }
      if (claim !== undefined) this.#claimed(claim);
      return refresh ? undefined : await this.#adopt(answer);
    } catch (error) {
      const { code, status } = error as { readonly code?: unknown; readonly status?: unknown };
      // Out of reach, which the run as a whole has to do with; or a server of a version that has no such cache.
      if (code !== "unreachable" && status !== 404)
        warn(`the server's cache could not be asked: ${describeError(error)}`);
      return "unknown";
    }
  }

  #ask(
    wait: number,
    claim: string | undefined,
    unreadable: string | undefined,
    signal?: AbortSignal,
  ): Promise<CacheAnswer> {
    const { task, flow, id } = this.#record;
    return this.#backend.api.cache.lookup(
      {
        ...this.#place,
        task_name: task.name,
        parts: this.#parts,
        flow_run_id: flow?.id ?? null,
        task_run_id: id,
        refresh: this.#call.refresh,
        wait,
        ...(claim !== undefined && { lease_id: claim }),
        ...(unreadable !== undefined && { unreadable }),
      },
      signal && { signal },
    );
  }

  /** Tells the server of a result that is kept; whoever waits for it gets it. Never rejects. Gives its id there. */
  async stored({ reference, encoded }: Pick<PreparedResult, "reference" | "encoded">): Promise<string | undefined> {
    const { task, flow, tags, id } = this.#record;
    try {
      const entry = await this.#backend.api.cache.store({
        ...this.#place,
        task_name: task.name,
        task_version: task.version ?? null,
        tags: [...tags],
        parts: this.#parts,
        flow_run_id: flow?.id ?? null,
        task_run_id: id,
        expires: reference.expiration,
        size: encoded.length,
        digest: digestOf(encoded, reference.serializer),
        value: encoded.length <= LONGEST_CACHED_VALUE ? encoded : null,
        host: hostname(),
        path: reference.storage_key,
      });
      this.#claim?.stop();
      this.#claim = undefined;
      return entry.id;
    } catch (error) {
      if ((error as { readonly code?: unknown }).code !== "unreachable")
        this.#call.warn(`the server could not be told of the cached result: ${describeError(error)}`);
      return undefined;
    }
  }

  /** Takes back what was stored. Never rejects: the file is gone, and whoever looks for it makes it anew. */
  async undone(id: string): Promise<void> {
    await this.#backend.api.cache.delete({ id }).catch(() => undefined);
  }

  /** Lets others make the value, unless it is there. */
  async release(): Promise<void> {
    const claim = this.#claim;
    if (!claim) return;
    this.#claim = undefined;
    claim.stop();
    await this.#endLease(claim.id);
  }

  async #endLease(id: string | undefined): Promise<void> {
    if (id !== undefined) await this.#backend.api.cache.endLease({ id }).catch(() => undefined);
  }

  #claimed(id: string): void {
    let stop: () => void;
    const renewLater = (): void => {
      stop = backgroundAlarm(RENEWAL, () => {
        renewLater();
        // What does not come through is tried again before the claim ends; if it ends, others make the value as well.
        void this.#backend.api.cache.renewLease({ id }).catch(() => undefined);
      });
    };
    renewLater();
    this.#claim = { id, stop: () => stop() };
  }

  /** The value of an entry: from the file that is here, from the server, or from where it was made (S3). */
  async #read({ entry, value }: CacheAnswer): Promise<StoredResult | undefined> {
    const store = await this.#call.store();
    const { digest, expires, path } = entry!;
    const here = await store.read(this.#call.file, now()).catch(() => undefined);
    if (here && digestOf(here.encoded, here.metadata.serializer) === digest) return here;
    const encoded = value ?? (await store.encodedAt(path));
    // Nor is it the same if it was kept in another form than this program asks for now.
    if (encoded === undefined || digestOf(encoded, store.form) !== digest) return undefined;
    const kept = store.decode(encoded);
    const metadata = await store.write(this.#call.file, kept, expires === null ? undefined : parseTime(expires));
    return { value: kept, metadata, encoded };
  }

  /** A copy that the server does not know: made without it, and not cleared since. */
  async #adopt(answer: CacheAnswer): Promise<StoredResult | undefined> {
    if (answer.reason === "unreadable" || answer.reason === "expired") return undefined;
    const store = await this.#call.store();
    const written = await store.writtenAt(this.#call.file);
    if (written === undefined || (answer.cleared !== null && written <= parseTime(answer.cleared))) return undefined;
    const found = await store
      .read(this.#call.file, now())
      .catch((error: unknown) => this.#call.warn(describeError(error)));
    if (!found) return undefined;
    await this.stored({ reference: found.metadata, encoded: found.encoded });
    return found;
  }
}

/** As many as the server takes; the others are one part together. */
function bounded(parts: SharedCall["parts"]): Record<string, string> {
  const all = Object.entries(parts);
  const [kept, others] = all.length <= MOST ? [all, []] : [all.slice(0, MOST - 1), all.slice(MOST - 1)];
  const named = kept.map(([name, print]) => [name.length > MOST ? `${name.slice(0, MOST - 1)}…` : name, print]);
  if (others.length > 0) named.push(["other parts", sha256(JSON.stringify(others)).slice(0, 32)]);
  return Object.fromEntries(named) as Record<string, string>;
}

const noop = (): void => undefined;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Of JSON the text's own; of another form with the form, as what one form reads another may take for a value of its own. */
const digestOf = (encoded: string, { type }: ResultReference["serializer"]): string =>
  sha256(type === "json" ? encoded : `${String(type)}\0${encoded}`);
