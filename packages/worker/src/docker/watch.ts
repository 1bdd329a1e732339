/**
 * Tells when containers end, by the engine's events.
 *
 * E1  One stream of events for all containers; it is open before the first of them is looked at, so no end is missed.
 * E2  When the stream breaks (the engine was restarted), it is opened again, and every container looked at again.
 */
import type Docker from "dockerode";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { pause } from "../core/pause.ts";
import { MAKER_LABEL } from "./configuration.ts";
import { statusOf } from "./faults.ts";

/** How a container ended. */
export interface ContainerEnd {
  readonly code: number;
  readonly outOfMemory: boolean;
  /** What the engine has to say of it. */
  readonly error: string;
  /** Whether it was removed, so that nothing is known but what the events said. */
  readonly isRemoved: boolean;
}

/** Milliseconds between tries at an engine that does not answer. */
const RETRY_MS = 1000;
const UNKNOWN: ContainerEnd = { code: 1, outOfMemory: false, error: "", isRemoved: true };

export class ContainerWatch {
  readonly #docker: Docker;
  readonly #watched = new Map<string, (end: ContainerEnd) => void>();
  readonly #codes = new Map<string, number>();
  #stream: Readable | undefined;
  #isOpening = false;

  constructor(docker: Docker) {
    this.#docker = docker;
  }

  /** Resolves when the container has ended, or is gone. */
  ended(id: string): Promise<ContainerEnd> {
    const { promise, resolve } = Promise.withResolvers<ContainerEnd>();
    this.#watched.set(id, resolve);
    if (this.#stream) void this.#look(id);
    else void this.#open();
    return promise;
  }

  /** Watches a container no longer. */
  forget(id: string): void {
    this.#watched.delete(id);
    this.#codes.delete(id);
    if (this.#watched.size > 0) return;
    this.#stream?.destroy();
    this.#stream = undefined;
  }

  async #open(): Promise<void> {
    if (this.#isOpening) return;
    this.#isOpening = true;
    // As text: the types of dockerode have no event "remove", by which Podman says "destroy".
    const filters = JSON.stringify({
      type: ["container"],
      event: ["die", "destroy", "remove"],
      label: [MAKER_LABEL],
    });
    while (this.#watched.size > 0 && !this.#stream)
      try {
        this.#read((await this.#docker.getEvents({ filters })) as Readable);
      } catch {
        await pause(RETRY_MS);
      }
    this.#isOpening = false;
    await Promise.all([...this.#watched.keys()].map((id) => this.#look(id)));
  }

  #read(stream: Readable): void {
    this.#stream = stream;
    const lines = createInterface({ input: stream });
    lines.on("line", (line) => this.#hear(JSON.parse(line) as EngineEvent)).on("error", () => {});
    stream.on("error", () => {});
    stream.once("close", () => {
      if (this.#stream !== stream) return;
      this.#stream = undefined;
      void this.#open();
    });
  }

  #hear({ Action: action, Actor: { ID: id, Attributes } }: EngineEvent): void {
    if (!this.#watched.has(id)) return;
    if (action === "die") this.#codes.set(id, Number(Attributes?.["exitCode"] ?? 1));
    void this.#look(id);
  }

  async #look(id: string): Promise<void> {
    try {
      const { State } = await this.#docker.getContainer(id).inspect();
      if (State.Running || State.Paused || State.Restarting || State.Status === "created") return;
      this.#tell(id, {
        code: State.ExitCode,
        outOfMemory: State.OOMKilled,
        error: State.Error,
        isRemoved: false,
      });
    } catch (error) {
      if (statusOf(error) === 404) this.#tell(id, { ...UNKNOWN, code: this.#codes.get(id) ?? UNKNOWN.code });
      // Else the engine is away: what is to be known is asked for when its events are there again (E2).
    }
  }

  #tell(id: string, end: ContainerEnd): void {
    const resolve = this.#watched.get(id);
    this.forget(id);
    resolve?.(end);
  }
}

interface EngineEvent {
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes?: Readonly<Record<string, string>> };
}
