import { expect, test } from "vitest";
import type { Job } from "../core/launcher.ts";
import { type ContainerJob, containerJob } from "./configuration.ts";

const container = (
  configuration: Record<string, unknown>,
  { entrypoint = "report.ts:report", api = "http://orchestrator:4200/api" } = {},
  platform: NodeJS.Platform = "linux",
): ContainerJob => {
  const job = {
    run: { id: "r1", name: "Brave Otter", flow_id: "f1" },
    deployment: { id: "d1", name: "prod", entrypoint, work_pool_name: "p" },
    flowName: "report",
    workerName: "anna",
    configuration: { image: "flows:1", env: {}, labels: {}, ...configuration },
    environment: { WEIR_API_URL: api, PREFECT_API_URL: api, WEIR_API_KEY: "k" },
  };
  return containerJob(job as unknown as Job, platform);
};

test("a container has the program of its deployment's language, a name that engines take, and labels", () => {
  expect(container({ labels: { team: "a" } }).create).toMatchObject({
    name: "brave-otter",
    Image: "flows:1",
    Cmd: ["weir", "flow-run", "execute", "r1"],
    Labels: { team: "a", "prefect.io/flow-run-id": "r1", "prefect.io/deployment-name": "prod" },
  });
  const python = container({ image: null, name: "Ä" }, { entrypoint: "report.py:report" });
  expect(python.create).toMatchObject({ name: "flow-run-r1", Cmd: ["prefect", "flow-run", "execute"] });
  expect(python.image).toBe("prefecthq/prefect:3-latest");
});

test("variables of the job go over those of the worker, and null takes one away", () => {
  expect(container({ env: { WEIR_API_KEY: null, A: "1" } }).create.Env).toEqual([
    "WEIR_API_URL=http://orchestrator:4200/api",
    "PREFECT_API_URL=http://orchestrator:4200/api",
    "A=1",
  ]);
});

test("a server of this machine is reached from the container", () => {
  const local = { api: "http://127.0.0.1:4200/api" };
  expect(container({}, local).create.HostConfig).toMatchObject({ NetworkMode: "host" });
  const bridged = container({ network_mode: "bridge" }, local).create;
  expect(bridged.Env).toContain("WEIR_API_URL=http://host.docker.internal:4200/api");
  expect(bridged.HostConfig!.ExtraHosts).toEqual(["host.docker.internal:host-gateway"]);
  const desktop = container({}, local, "darwin").create;
  expect(desktop.Env).toContain("PREFECT_API_URL=http://host.docker.internal:4200/api");
  expect(desktop.HostConfig).not.toHaveProperty("NetworkMode");
  const given = container({ network_mode: "bridge", env: { WEIR_API_URL: "http://127.0.0.1:1/api" } }, local);
  expect(given.create.Env).toContain("WEIR_API_URL=http://127.0.0.1:1/api");
});

test.each([
  ["flows", "Always"],
  ["flows:latest", "Always"],
  ["flows:1", "IfNotPresent"],
  ["registry:5000/flows", "Always"],
  ["flows@sha256:0123", "IfNotPresent"],
])("image %s, without a policy, is pulled %s", (image, policy) => {
  expect(container({ image }).pullPolicy).toBe(policy);
  expect(container({ image, image_pull_policy: "IfPossible" }).pullPolicy).toBe("IfPossible");
});

test.each([
  ["100000b", 100_000],
  ["1000k", 1_024_000],
  ["128m", 134_217_728],
  ["1.5gb", 1_610_612_736],
  [4096, 4096],
])("a limit of memory of %s is so many bytes", (given, bytes) => {
  expect(container({ mem_limit: given, memswap_limit: "-1" }).create.HostConfig).toMatchObject({
    Memory: bytes,
    MemorySwap: -1,
  });
});

test("a container begins in the first of its networks, and volumes, privileges and credentials are passed on", () => {
  const { create, moreNetworks, credentials, ...rest } = container({
    networks: ["a", "b"],
    volumes: ["/here:/there:ro"],
    privileged: true,
    registry_credentials: { username: "u", password: "p", registry_url: "registry.example" },
    stream_output: false,
    container_wait_timeout: 5,
  });
  expect(create.HostConfig).toMatchObject({ NetworkMode: "a", Binds: ["/here:/there:ro"], Privileged: true });
  expect(moreNetworks).toEqual(["b"]);
  expect(credentials).toEqual({ username: "u", password: "p", serveraddress: "registry.example" });
  expect(rest).toMatchObject({ autoRemove: false, streamOutput: false, watchMillis: 5000 });
});

test.each([
  [{ image: "" }, /nothing says which image/],
  [{ mem_limit: "lots" }, /mem_limit: "lots"/],
  [{ image_pull_policy: "Sometimes" }, /image_pull_policy: "Sometimes"/],
  [{ volumes: ["/here"] }, /volumes: "\/here"/],
  [{ volumes: "/here:/there" }, /volumes: .* \(a list of texts\)/],
  [{ networks: ["a"], network_mode: "host" }, /not both/],
])("what cannot be is named: %o", (variables, message) => {
  expect(() => container(variables)).toThrow(message);
});
