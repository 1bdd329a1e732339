/** `weir server start --background`: the same command once more, in a process of its own that outlives this one. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile, rm, writeFile } from "node:fs/promises";
import { Failure } from "../../failure.ts";
import { logFile, pidFile, serverOf } from "./processes.ts";

/** What a server in the background tells its parent once it answers. */
export interface Started {
  readonly lines: string;
}

/** Starts the server; gives what it has to say once it answers. */
export async function startInBackground(home: string, args: readonly string[]): Promise<string> {
  const running = await serverOf(home);
  if (running !== undefined)
    throw new Failure(
      `a server of ${home} runs already, as process ${running}`,
      "Use it (`weir server status`), stop it (`weir server stop`), or give this one another --home.",
    );
  const log = await openLog(home);
  try {
    const { size: before } = await log.stat();
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...args], {
      detached: true,
      stdio: ["ignore", log.fd, log.fd, "ipc"],
    });
    const started = once(child, "message").then(([message]) => message as Started);
    const ended = once(child, "exit").then(() => undefined);
    const result = await Promise.race([started, ended]);
    if (!result) throw await whyNot(home, before);
    child.disconnect();
    child.unref();
    return result.lines;
  } finally {
    await log.close();
  }
}

async function openLog(home: string) {
  try {
    await mkdir(home, { recursive: true });
    return await open(logFile(home), "a", 0o600);
  } catch (error) {
    throw new Failure(
      `nothing can be written to ${home} (${(error as NodeJS.ErrnoException).code})`,
      "Make it a folder that you may write to, or name another one with WEIR_HOME or --home.",
      { cause: error },
    );
  }
}

/** The failure that the child has written to the log before it ended. */
async function whyNot(home: string, before: number): Promise<Failure> {
  const written = (await readFile(logFile(home))).subarray(before).toString();
  const [, what, advice] = /^error: (.*)\n(.*)/m.exec(written) ?? [];
  return new Failure(what ?? "the server ended before it answered", advice ?? `Its log says more: ${logFile(home)}`);
}

/** Run by the server in the background: leaves its process id, and tells its parent. Gives what takes the id away. */
export async function announce(home: string, lines: string): Promise<() => Promise<void>> {
  const path = pidFile(home);
  await writeFile(path, `${process.pid}\n`);
  process.send!({ lines } satisfies Started);
  return () => rm(path, { force: true });
}
