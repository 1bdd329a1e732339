/** A real image registry on loopback, for the length of a test run. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, hasExited, spawnTied, stopProcess } from "../processes.ts";
import { waitUntil } from "../wait.ts";
import { EngineMissing, programOfMachine } from "./engine.ts";

export interface ImageRegistry {
  /** `127.0.0.1:PORT`, what names of images begin with. */
  readonly address: string;
  stop(): Promise<void>;
}

/** @throws EngineMissing */
export async function startRegistry(): Promise<ImageRegistry> {
  const program = programOfMachine("docker-registry");
  const home = await mkdtemp(join(tmpdir(), "weir-registry-"));
  const address = `127.0.0.1:${await freePort()}`;
  const storage = `storage: { filesystem: { rootdirectory: ${join(home, "data")} }, delete: { enabled: true } }`;
  const config = join(home, "config.yml");
  await writeFile(config, `version: 0.1\nlog: { level: error }\n${storage}\nhttp: { addr: "${address}" }\n`);
  const child = spawnTied(program, ["serve", config]);
  for (const stream of [child.stdout!, child.stderr!]) stream.resume();
  const stop = async (): Promise<void> => {
    await stopProcess(child);
    await rm(home, { recursive: true, force: true });
  };
  await waitUntil(
    () =>
      hasExited(child) ||
      fetch(`http://${address}/v2/`).then(
        ({ ok }) => ok,
        () => false,
      ),
    { timeout: 15_000 },
  );
  if (!hasExited(child)) return { address, stop };
  await stop();
  throw new EngineMissing("docker-registry does not start here");
}
