/** The image of deploy/Dockerfile, really built, and its containers: a server, and a worker that executes a run of it. */
import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { client } from "@weir/client";
import { cleanEnvironment, dockerMissing, dockerSite, freePort, TEST_IMAGE, waitUntil } from "@weir/testkit";
import type Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const IMAGE = "weir-test/weir:1";
const SECOND = 1_000_000_000;
const missing = dockerMissing();

describe.skipIf(missing !== undefined)(`The image${missing === undefined ? "" : ` (skipped: ${missing})`}`, () => {
  let docker: Docker;
  let folder: string;
  const started: Docker.Container[] = [];

  beforeAll(async () => {
    docker = dockerSite().docker;
    folder = await mkdtemp(join(tmpdir(), "weir-containers-"));
    await chmod(folder, 0o755); // the containers are another user
    const args = [join(ROOT, "scripts/image.mjs"), "--tag", IMAGE, "--build-arg", `NODE_IMAGE=${TEST_IMAGE}`];
    const env = { ...cleanEnvironment(), DOCKER_HOST: dockerSite().host };
    await promisify(execFile)(process.execPath, args, { env, timeout: 170_000 });
  }, 180_000);
  afterAll(async () => {
    for (const container of started) await container.remove({ force: true, v: true });
    await rm(folder, { recursive: true, force: true });
  });

  /** A container on the machine's network, whose health is looked at more often than in earnest. */
  async function start(
    command: string[],
    env: Record<string, string>,
    binds: string[] = [],
  ): Promise<Docker.Container> {
    const container = await docker.createContainer({
      Image: IMAGE,
      ...(command.length > 0 && { Cmd: command }),
      Env: Object.entries(env).map((pair) => pair.join("=")),
      Healthcheck: { Interval: SECOND, StartPeriod: 30 * SECOND },
      HostConfig: { NetworkMode: "host", Init: false, ReadonlyRootfs: true, Binds: binds, Tmpfs: { "/tmp": "" } },
    });
    started.push(container);
    await container.start();
    return container;
  }

  const outputOf = async (container: Docker.Container): Promise<string> =>
    (await container.logs({ stdout: true, stderr: true })).toString().replaceAll(/[^\n\x20-\x7e]/g, "");

  const healthy = async (container: Docker.Container): Promise<void> => {
    const isHealthy = async (): Promise<boolean> => {
      const { State } = await container.inspect();
      if (!State.Running) throw new Error(`it has ended: ${await outputOf(container)}`);
      return State.Health?.Status === "healthy";
    };
    await waitUntil(isHealthy, { timeout: 30_000, what: "a healthy container" });
  };

  test("belongs to nobody privileged, brings no secrets and no development", async () => {
    const { Config, Size } = await docker.getImage(IMAGE).inspect();
    const { Size: base } = await docker.getImage(TEST_IMAGE).inspect();
    expect(Config.User).toBe("1000:1000");
    expect(Config.Entrypoint ?? []).toEqual([]);
    expect(Config.Env!.filter((line) => /KEY|PASSWORD|TOKEN|SECRET/i.test(line))).toEqual([]);
    expect((Size - base) / 1e6).toBeLessThan(100);
  });

  test("a server in it answers, and a worker in it executes a run", async () => {
    const port = String(await freePort());
    const url = `http://127.0.0.1:${port}/api`;
    const server = await start([], { WEIR_SERVER_PORT: port });
    await healthy(server);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain("<title>Weir");

    await writeFile(
      join(folder, "hello.ts"),
      `import { flow } from "weir";
       export const hello = flow({ name: "hello" }, async ({ name }: { name: string }) => \`Hello \${name} from \${process.getuid!()}\`);`,
    );
    const health = String(await freePort());
    const command = ["weir", "worker", "start", "--pool", "local", "--with-healthcheck", "--health-port", health];
    const worker = await start(command, { WEIR_API_URL: url }, [`${folder}:/opt/weir/flows:ro`]);
    await using api = client({ url });
    await waitUntil(
      () =>
        fetch(`http://127.0.0.1:${health}/health`).then(
          ({ ok }) => ok,
          () => false,
        ),
      {
        timeout: 30_000,
        what: "a worker that its server hears",
      },
    );
    const { id: flow_id } = await api.flows.create({ name: "hello" });
    const { id } = await api.deployments.create({
      name: "image",
      flow_id,
      entrypoint: "hello.ts:hello",
      work_pool_name: "local",
      pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory: "/opt/weir/flows" } }],
    });
    const run = await api.deployments.createFlowRun({ id }, { parameters: { name: "Ada" } });
    const ended = await waitUntil(
      async () => {
        const { state } = await api.flowRuns.read({ id: run.id });
        return state?.type === "COMPLETED" || state?.type === "FAILED" || state?.type === "CRASHED" ? state : undefined;
      },
      { timeout: 30_000, what: "the end of the run" },
    );
    expect(ended.type, `${ended.message}\n${await outputOf(worker)}`).toBe("COMPLETED");
    expect(JSON.stringify(ended.data)).toContain("Hello Ada from 1000");

    for (const container of [worker, server]) {
      await container.stop({ t: 20 });
      expect((await container.inspect()).State.ExitCode).toBe(0);
    }
  });

  test("a container whose server is gone is not healthy", async () => {
    const nobody = String(await freePort());
    const container = await start(["sleep", "60"], { WEIR_SERVER_PORT: nobody });
    const check = await container.exec({ Cmd: ["node", "/opt/weir/healthy.mjs"], AttachStderr: true });
    const stream = await check.start({});
    let told = "";
    stream.on("data", (chunk: Buffer) => (told += chunk.toString()));
    await new Promise((resolve) => stream.once("end", resolve));
    expect(told).toContain(`nothing answers at http://127.0.0.1:${nobody}/api/ready`);
    expect((await check.inspect()).ExitCode).toBe(1);
  });
});
