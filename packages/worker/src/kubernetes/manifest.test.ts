import { KUBERNETES_TEMPLATE } from "@weir/contract/worker-types";
import { expect, test } from "vitest";
import { resolveJob } from "../core/job-configuration.ts";
import type { Job } from "../core/launcher.ts";
import { jobManifest, type JobManifest, merged } from "./manifest.ts";

async function manifest(variables: Record<string, unknown>, entrypoint = "report.ts:report"): Promise<JobManifest> {
  const layers = [{ image: "flows:1", ...variables }];
  const configuration = await resolveJob(KUBERNETES_TEMPLATE, layers, {}, () => Promise.resolve(undefined));
  const job = {
    run: { id: "0198c1f0-2d6b-7c6e-9d2e-6d2f6a1b7a55", name: "Brave Otter", flow_id: "f1" },
    deployment: { id: "d1", name: "nightly report!", entrypoint, work_pool_name: "p" },
    flowName: "report",
    workerName: "anna@host",
    configuration,
    environment: { WEIR_API_URL: "http://weir:4200/api" },
  };
  return jobManifest(job as unknown as Job);
}

test("the template makes a job that runs once, with the program, the environment and labels of the run", async () => {
  const { namespace, body, container } = await manifest({ env: { A: "1" }, cpu_limit: "500m", finished_job_ttl: 60 });
  expect([namespace, container]).toEqual(["default", "prefect-job"]);
  expect(body.metadata).toMatchObject({
    generateName: "brave-otter-",
    labels: {
      "prefect.io/flow-run-id": "0198c1f0-2d6b-7c6e-9d2e-6d2f6a1b7a55",
      "prefect.io/deployment-name": "nightly-report",
      "weir.io/worker": "anna-host",
    },
  });
  expect(body.spec).toMatchObject({ backoffLimit: 0, ttlSecondsAfterFinished: 60, parallelism: 1 });
  expect(body.spec!.template.metadata!.labels).toEqual(body.metadata!.labels);
  expect(body.spec!.template.spec).toMatchObject({
    restartPolicy: "Never",
    containers: [
      {
        name: "prefect-job",
        image: "flows:1",
        imagePullPolicy: "IfNotPresent",
        args: ["weir", "flow-run", "execute", "0198c1f0-2d6b-7c6e-9d2e-6d2f6a1b7a55"],
        env: [
          { name: "WEIR_API_URL", value: "http://weir:4200/api" },
          { name: "A", value: "1" },
        ],
        resources: { limits: { cpu: "500m" } },
      },
    ],
  });
});

test("job variables say the namespace, the account, the name and the command", async () => {
  const { namespace, body } = await manifest({
    namespace: "flows",
    service_account_name: "runner",
    name: "Nightly",
    command: "uv run prefect flow-run execute",
  });
  expect(namespace).toBe("flows");
  expect(body.metadata).toMatchObject({ namespace: "flows", generateName: "nightly-" });
  expect(body.spec!.template.spec).toMatchObject({
    serviceAccountName: "runner",
    containers: [{ args: ["uv", "run", "prefect", "flow-run", "execute"] }],
  });
});

test("a patch is merged: objects by member, lists of named things by name, null takes away", async () => {
  const { body } = await manifest({
    job_patch: {
      spec: {
        activeDeadlineSeconds: 60,
        backoffLimit: null,
        template: {
          spec: {
            containers: [
              { name: "prefect-job", workingDir: "/w" },
              { name: "sidecar", image: "s:1" },
            ],
          },
        },
      },
    },
  });
  expect(body.spec).toMatchObject({ activeDeadlineSeconds: 60, completions: 1 });
  expect(body.spec).not.toHaveProperty("backoffLimit");
  expect(body.spec!.template.spec!.containers).toMatchObject([
    { name: "prefect-job", image: "flows:1", workingDir: "/w" },
    { name: "sidecar", image: "s:1" },
  ]);
  expect(merged({ a: [1], b: { c: 1 } }, { a: [2], b: { d: 2 } })).toEqual({ a: [2], b: { c: 1, d: 2 } });
});

test("what a manifest lacks is named", async () => {
  await expect(manifest({ image: null })).rejects.toThrow(/nothing says which image/);
  await expect(manifest({ job_patch: { spec: { template: { spec: { containers: null } } } } })).rejects.toThrow(
    /no container/,
  );
});
