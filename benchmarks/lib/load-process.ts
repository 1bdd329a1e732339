/** The other process, seen from this one: it sends the requests, and we wait for what it measured. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { stopProcess } from "@weir/testkit";
import type { FromLoad, Job, ToLoad } from "../load.ts";
import type { Bounds, LoadResult } from "../load/closed-loop.ts";
import type { EventJob, EventResult } from "../load/events.ts";

const PROGRAM = fileURLToPath(new URL("../load.ts", import.meta.url));

export class LoadProcess implements AsyncDisposable {
  readonly #child: ChildProcess = fork(PROGRAM, { execArgv: [] });

  async prepare(job: Job): Promise<void> {
    await this.#ask({ prepare: job });
  }

  async run(bounds: Bounds): Promise<LoadResult> {
    const answer = await this.#ask({ run: bounds });
    if (!("result" in answer)) throw new Error("the load process gave no result");
    return answer.result;
  }

  async sendEvents(job: EventJob): Promise<EventResult> {
    const answer = await this.#ask({ events: job });
    if (!("recorded" in answer)) throw new Error("the load process gave no result");
    return answer.recorded;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stopProcess(this.#child);
  }

  async #ask(message: ToLoad): Promise<FromLoad> {
    const ended = new AbortController();
    const end = once(this.#child, "exit", { signal: ended.signal }).then(([code]) => {
      throw new Error(`the load process ended with ${code}`);
    });
    end.catch(() => undefined);
    this.#child.send(message);
    try {
      const [answer] = (await Promise.race([once(this.#child, "message"), end])) as [FromLoad];
      if ("failed" in answer) throw new Error(answer.failed);
      return answer;
    } finally {
      ended.abort();
    }
  }
}
