/** The manifests of deploy/kubernetes, on a real cluster: it takes them, and the worker's account may do what it needs and no more. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import {
  AuthorizationV1Api,
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  loadAllYaml,
} from "@kubernetes/client-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { KUBECONFIG_OF_TESTS } from "@weir/testkit";

const FOLDER = fileURLToPath(new URL("../../../../deploy/kubernetes/", import.meta.url));
const ACCOUNT = "system:serviceaccount:weir:weir-worker";
/** What nothing runs of; the others are only tried. */
const KEPT = /^(Namespace|ServiceAccount|Role|RoleBinding|ClusterRole|ClusterRoleBinding)$/;

let api: KubernetesObjectApi;
let access: AuthorizationV1Api;
const created: KubernetesObject[] = [];

beforeAll(() => {
  const config = new KubeConfig();
  config.loadFromFile(process.env[KUBECONFIG_OF_TESTS]!);
  api = KubernetesObjectApi.makeApiClient(config);
  access = config.makeApiClient(AuthorizationV1Api);
});
afterAll(async () => {
  for (const object of created.reverse()) await api.delete(object);
});

const may = async (verb: string, resource: string, namespace?: string): Promise<boolean> => {
  const [name, subresource] = resource.split("/");
  const group = name === "jobs" ? "batch" : "";
  const resourceAttributes = {
    verb,
    group,
    resource: name!,
    ...(subresource && { subresource }),
    ...(namespace && { namespace }),
  };
  const { status } = await access.createSubjectAccessReview({ body: { spec: { user: ACCOUNT, resourceAttributes } } });
  return status!.allowed;
};

test("the cluster takes every object", async () => {
  for (const file of ["namespace.yaml", "server.yaml", "worker.yaml"])
    for (const object of loadAllYaml(await readFile(`${FOLDER}${file}`, "utf8")) as KubernetesObject[]) {
      const isKept = KEPT.test(object.kind!);
      await api.create(object, undefined, isKept ? undefined : "All");
      if (isKept) created.push(object);
    }
  expect(created.map(({ kind }) => kind)).toContain("RoleBinding");
});

test("the worker's account may do in the namespace of the runs what its launcher does, and nothing with the server's secrets", async () => {
  for (const [resource, verbs] of [
    ["jobs", ["create", "get", "list", "watch", "delete"]],
    ["pods", ["get", "list", "watch", "delete"]],
    ["pods/log", ["get"]],
  ] as const)
    for (const verb of verbs)
      expect([verb, resource, await may(verb, resource, "weir-runs")]).toEqual([verb, resource, true]);
  expect(await may("list", "jobs")).toBe(true);
  for (const [verb, resource, namespace] of [
    ["create", "jobs", "weir"],
    ["create", "pods", "weir-runs"],
    ["get", "secrets", "weir"],
    ["get", "secrets", "weir-runs"],
    ["create", "jobs", "default"],
  ] as const)
    expect([verb, resource, namespace, await may(verb, resource, namespace)]).toEqual([
      verb,
      resource,
      namespace,
      false,
    ]);
});
