/**
 * A real PostgreSQL server for the length of a test run: its own data folder, its own port, loopback only.
 *
 * C1. It never outlives the process that started it, even one killed with SIGKILL (Linux: parent-death signal).
 * C2. It runs as an unprivileged user: the server refuses root.
 * C3. Nothing in it is worth keeping, so it does not wait for the disk, unless `durable` asks for what users get.
 */
import { execFile, spawn } from "node:child_process";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort, stopProcess, waitForLine } from "../processes.ts";
import { postgresBinaries } from "./binaries.ts";

const run = promisify(execFile);

export interface PostgresCluster {
  /** Of the maintenance database: `postgres://postgres@127.0.0.1:PORT/postgres`. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /** Wait for the disk at every commit, as an installed server does. Default false. */
  readonly durable?: boolean;
}

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

async function postgresUser(): Promise<Identity> {
  const [uid, gid] = await Promise.all(["-u", "-g"].map(async (flag) => (await run("id", [flag, "postgres"])).stdout));
  return { uid: Number(uid), gid: Number(gid) };
}

/** `setpriv` drops root (C2) and ties the server's life to ours (C1); elsewhere than on Linux there is none. */
function asServer(user: Identity | undefined): readonly string[] {
  if (process.platform !== "linux") return [];
  const identity = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups"] : [];
  return ["setpriv", "--pdeathsig=INT", ...identity];
}

export async function startPostgres(options: ClusterOptions = {}): Promise<PostgresCluster> {
  const bin = postgresBinaries();
  const user = process.getuid?.() === 0 ? await postgresUser() : undefined;
  const home = await mkdtemp(join(tmpdir(), "weir-postgres-"));
  if (user) await chown(home, user.uid, user.gid);
  const data = join(home, "data");
  const prefix = asServer(user);
  const command = (name: string, ...args: string[]): [string, string[]] => {
    const [file, ...rest] = [...prefix, join(bin, name), ...args];
    return [file!, rest];
  };

  await run(
    ...command("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"),
    {
      cwd: home,
    },
  );
  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: 200,
    ...(options.durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(...command("postgres", "-D", data, ...flags), { cwd: home, stdio: ["ignore", "ignore", "pipe"] });
  try {
    await waitForLine(child, "stderr", /ready to accept connections/, 30_000);
  } catch (error) {
    await stopProcess(child, "SIGQUIT");
    await rm(home, { recursive: true, force: true });
    throw error;
  }
  child.stderr.resume();

  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await stopProcess(child, "SIGQUIT");
      await rm(home, { recursive: true, force: true });
    },
  };
}
