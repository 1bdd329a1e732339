/** Starting, watching and stopping the real processes that tests talk to. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { createInterface } from "node:readline";

/** A port that nobody listens on now. Prefer port 0 wherever the program under test can tell which one it got. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Our environment without what would steer the program under test: settings, and what npm and vitest leave behind. */
export const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(WEIR|PREFECT|VITEST|NODE_(OPTIONS|ENV)|npm_(?!config))/.test(name),
    ),
  );

/** Starts a program that does not outlive this process, even if that is killed outright. On Linux only. */
export function spawnTied(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): ChildProcess {
  const [tie, ...rest] = ["setpriv", "--pdeathsig=TERM", program, ...args] as [string, ...string[]];
  return spawn(tie, rest, { env, stdio: ["ignore", "pipe", "pipe"] });
}

export const hasExited = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Asks a process to stop, insists after `grace` milliseconds, and resolves when it is gone. May be called twice. */
export async function stopProcess(
  child: ChildProcess,
  signal: NodeJS.Signals = "SIGTERM",
  grace = 5_000,
): Promise<void> {
  if (hasExited(child)) return;
  const gone = once(child, "exit");
  child.kill(signal);
  const insist = setTimeout(() => child.kill("SIGKILL"), grace);
  await gone;
  clearTimeout(insist);
}

/**
 * Resolves with the first line that matches.
 *
 * @throws Error with the output so far, when the process ends first or `timeout` milliseconds pass
 */
export function waitForLine(
  child: ChildProcess,
  stream: "stdout" | "stderr",
  pattern: RegExp,
  timeout: number,
): Promise<RegExpExecArray> {
  const lines = createInterface({ input: child[stream]! });
  const seen: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
  const fail = (what: string): void =>
    reject(new Error(`${child.spawnfile} ${what} before it printed ${pattern}\n${seen.join("\n")}`));
  const onExit = (code: number | null, signal: NodeJS.Signals | null): void => fail(`ended (${signal ?? code})`);
  const onError = (error: Error): void => reject(error);
  const timer = setTimeout(() => fail(`took more than ${timeout} ms`), timeout);
  lines.on("line", (line) => {
    seen.push(line);
    const match = pattern.exec(line);
    if (match) resolve(match);
  });
  child.once("exit", onExit).once("error", onError);
  return promise.finally(() => {
    clearTimeout(timer);
    lines.close();
    child.off("exit", onExit).off("error", onError);
  });
}
