/** A server under measurement: Weir, or the real Prefect. */
import { spawn, type ChildProcess } from "node:child_process";
import { rm } from "node:fs/promises";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, hasExited, stopProcess } from "@weir/testkit";

export type SystemName = "Weir" | "Prefect";

/** How a server is started. */
export interface System {
  readonly name: SystemName;
  /** The program and its arguments for a port and a home folder. */
  command(port: number, home: string): { program: string; args: string[]; env: NodeJS.ProcessEnv };
  /** Its database file in a home folder. */
  database(home: string): string;
  readonly stopSignal: NodeJS.Signals;
}

export interface RunningServer extends AsyncDisposable {
  readonly system: System;
  /** Without `/api`. */
  readonly url: string;
  readonly home: string;
  readonly pid: number;
  /** From the start of the process to the first healthy answer, in milliseconds. */
  readonly startedIn: number;
  /** Stops it; with `forget`, its home folder goes too. */
  stop(options?: { forget?: boolean }): Promise<void>;
}

/** How long the slowest of them may take to start, in milliseconds. */
const START_TIMEOUT = 120_000;
/** Milliseconds between two looks whether it answers. */
const LOOK = 5;

/** A connection first: asking with a whole HTTP client again and again would take processor time from the start. */
const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

async function untilHealthy(child: ChildProcess, port: number): Promise<void> {
  const end = Date.now() + START_TIMEOUT;
  for (;;) {
    if (hasExited(child)) throw new Error(`the server ended with ${child.exitCode}`);
    if (Date.now() > end) throw new Error("the server did not start in time");
    if (await listens(port)) {
      const healthy = await fetch(`http://127.0.0.1:${port}/api/health`).catch(() => undefined);
      await healthy?.arrayBuffer();
      if (healthy?.ok) return;
    }
    await sleep(LOOK);
  }
}

/** Starts a server on a home folder, new or with what an earlier one left there. */
export async function startServer(system: System, home: string): Promise<RunningServer> {
  const port = await freePort();
  const { program, args, env } = system.command(port, home);
  const started = performance.now();
  const child = spawn(program, args, { env, stdio: "ignore" });
  const stop = async ({ forget = true } = {}): Promise<void> => {
    await stopProcess(child, system.stopSignal, 15_000);
    if (forget) await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await untilHealthy(child, port);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    system,
    url: `http://127.0.0.1:${port}`,
    home,
    pid: child.pid!,
    startedIn: performance.now() - started,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
