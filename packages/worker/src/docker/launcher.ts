/**
 * Runs as containers of a Docker engine: that of this machine, or the one that DOCKER_HOST names.
 *
 * D1  A container is found by its id in the ledger, or by its label: it outlives its worker, and the next one goes on
 *     watching it. So the worker, not the engine, removes what has ended: its end has to be read first.
 * D2  What was created and not started is nothing: it is removed, and its run handed back.
 * D3  Cancelling asks the container to end (its image's stop signal) and has it killed after the grace.
 */
import { PassThrough, type Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { DOCKER_TEMPLATE } from "@weir/contract/worker-types";
import type Docker from "dockerode";
import { SELF_CANCEL_MS } from "../core/command.ts";
import { containerProgram, RUN_LABEL } from "../core/container-job.ts";
import { endingOf } from "../core/ending.ts";
import type { Ending, Job, Launcher, Recovered, Running } from "../core/launcher.ts";
import { keepTail, KEPT } from "../core/output.ts";
import { within } from "../core/pause.ts";
import { containerJob, type ContainerJob } from "./configuration.ts";
import { messageOf, statusOf } from "./faults.ts";
import { haveImage } from "./image.ts";
import { type ContainerEnd, ContainerWatch } from "./watch.ts";

export interface DockerLauncherOptions {
  /** Gets what containers print, unless their job variables say otherwise. */
  readonly print: (line: string) => void;
  readonly log: (message: string) => void;
}

/** How a container is watched: of its job, or, for one that was found, as it begins. */
interface Watching {
  readonly autoRemove: boolean;
  readonly streamOutput: boolean;
  readonly cancelsItself: boolean;
  readonly watchMillis: number | undefined;
}

/** Labels by which a container is watched the same way by the next worker. */
const WATCHING_LABEL = "io.weir.watching";
const NAMES_TRIED = 20;
const RETRY_MS = 1000;
/** Milliseconds for the last lines of a container that has ended. */
const LAST_WORDS_MS = 2000;

/** @throws Error if there is no engine */
export async function dockerLauncher(options: DockerLauncherOptions): Promise<Launcher> {
  // Loaded here: who starts no containers has no use for it.
  const { default: Engine } = await import("dockerode");
  const docker = new Engine();
  try {
    await docker.ping();
  } catch (error) {
    throw new Error(`no Docker engine answers (${messageOf(error)}): start one, or set DOCKER_HOST`, { cause: error });
  }
  const launcher = new DockerLauncher(docker, options);
  return {
    type: "docker",
    baseJobTemplate: DOCKER_TEMPLATE,
    isSlow: true,
    launch: (job) => launcher.launch(job),
    recover: (runId, handle) => launcher.recover(runId, handle),
  };
}

class DockerLauncher {
  readonly #docker: Docker;
  readonly #options: DockerLauncherOptions;
  readonly #watch: ContainerWatch;

  constructor(docker: Docker, options: DockerLauncherOptions) {
    this.#docker = docker;
    this.#options = options;
    this.#watch = new ContainerWatch(docker);
  }

  async launch(job: Job): Promise<Running> {
    const asked = containerJob(job);
    const { autoRemove, streamOutput, watchMillis } = asked;
    const watching = { autoRemove, streamOutput, watchMillis, cancelsItself: containerProgram(job).cancelsItself };
    await haveImage(this.#docker, asked, this.#options.log);
    const container = await this.#create(asked, watching);
    try {
      for (const network of asked.moreNetworks)
        await this.#docker.getNetwork(network).connect({ Container: container.id });
      await container.start();
    } catch (error) {
      await container.remove({ force: true }).catch(() => {}); // why it did not start matters more
      throw explained(error, asked);
    }
    return this.#attend(container, watching);
  }

  async recover(runId: string, handle: string | undefined): Promise<Recovered> {
    const container = handle === undefined ? await this.#find(runId) : this.#docker.getContainer(handle);
    if (!container) return "unbegun";
    try {
      const { State, Config } = await container.inspect();
      if (State.Status === "created") {
        await container.remove({ force: true });
        return "unbegun";
      }
      return this.#attend(container, JSON.parse(Config.Labels[WATCHING_LABEL] ?? "{}") as Watching);
    } catch (error) {
      if (statusOf(error) === 404) return "gone";
      throw error;
    }
  }

  /** What a worker has started, and did not come to write down. What has ended may be of an earlier attempt. */
  async #find(runId: string): Promise<Docker.Container | undefined> {
    const filters = { label: [`${RUN_LABEL}=${runId}`], status: ["created", "running", "paused", "restarting"] };
    const [found] = await this.#docker.listContainers({ all: true, filters });
    return found && this.#docker.getContainer(found.Id);
  }

  async #create(asked: ContainerJob, watching: Watching): Promise<Docker.Container> {
    const { create, image } = asked;
    const Labels = { ...create.Labels, [WATCHING_LABEL]: JSON.stringify(watching) };
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? create.name : `${create.name}-${count}`;
      try {
        return await this.#docker.createContainer({ ...create, Labels, name });
      } catch (error) {
        if (statusOf(error) === 409 && count < NAMES_TRIED) continue; // the name is taken
        throw new Error(`no container of image ${image} can be made: ${messageOf(error)}`, { cause: error });
      }
    }
  }

  #attend(container: Docker.Container, watching: Watching): Running {
    const { autoRemove, watchMillis, cancelsItself } = watching;
    const over = this.#watch.ended(container.id);
    const output = this.#output(container, watching);
    let stopped = false;
    const ended = (async (): Promise<Ending> => {
      if (watchMillis !== undefined && !(await within(over, watchMillis))) {
        this.#watch.forget(container.id);
        return unwatched(watchMillis);
      }
      const end = await over;
      await within(output.ended, LAST_WORDS_MS);
      if (autoRemove && !end.isRemoved)
        await container.remove({ force: true }).catch((error: unknown) => {
          if (statusOf(error) !== 404) this.#options.log(`${container.id} is not removed: ${messageOf(error)}`);
        });
      return containerEnding(end, output.lines, stopped);
    })();
    const stop = async (graceMillis: number): Promise<void> => {
      stopped = true;
      await this.#stop(container, graceMillis, ended);
    };
    return {
      id: container.id,
      handle: container.id,
      ended,
      stop,
      async cancel(graceMillis) {
        if (cancelsItself && (await within(ended, graceMillis + SELF_CANCEL_MS))) return;
        await stop(graceMillis);
      },
    };
  }

  /** Asks until the engine has heard it. */
  async #stop(container: Docker.Container, graceMillis: number, ended: Promise<unknown>): Promise<void> {
    const t = Math.ceil(graceMillis / 1000);
    do
      try {
        return await container.stop({ t });
      } catch (error) {
        const status = statusOf(error);
        if (status === 304 || status === 404 || status === 409) return; // it has ended, or is about to
        this.#options.log(`${container.id} cannot be stopped, will try again: ${messageOf(error)}`);
      }
    while (!(await within(ended, RETRY_MS)));
  }

  /** The last lines that it prints, and when there are no more. */
  #output(container: Docker.Container, { streamOutput }: Watching): { lines: readonly string[]; ended: Promise<void> } {
    const [out, err] = [new PassThrough(), new PassThrough()];
    const lines = keepTail([out, err], streamOutput === false ? undefined : this.#options.print);
    const read = async (): Promise<void> => {
      const stream = (await container.logs({ follow: true, stdout: true, stderr: true, tail: KEPT })) as Readable;
      this.#docker.modem.demuxStream(stream, out, err);
      await finished(stream);
    };
    // An engine that keeps no output, or that goes away: what was printed until then is known.
    const ended = read()
      .catch(() => {})
      .then(async () => {
        out.end();
        err.end();
        await Promise.all([finished(out), finished(err)]);
      });
    return { lines, ended };
  }
}

function containerEnding(
  { code, outOfMemory, error, isRemoved }: ContainerEnd,
  output: readonly string[],
  stopped: boolean,
): Ending {
  const ending = endingOf({ what: "container", code, signal: null, output, outOfMemory, stopped });
  if (isRemoved && !stopped) return { ...ending, ok: false, reason: `its container was removed (exit code ${code})` };
  return error === "" ? ending : { ...ending, reason: `${ending.reason}: ${error}` };
}

const unwatched = (millis: number): Ending => ({
  ok: true,
  code: 0,
  reason: `its container was watched for ${millis / 1000} s, and goes on`,
  output: [],
  goesOn: true,
});

function explained(error: unknown, { image, create }: ContainerJob): Error {
  const message = messageOf(error);
  const isMissing = /executable file not found|no such file or directory/.test(message);
  const why = isMissing ? `the image has no program ${create.Cmd![0]}` : message;
  return new Error(`no container of image ${image} can be started: ${why}`, { cause: error });
}
