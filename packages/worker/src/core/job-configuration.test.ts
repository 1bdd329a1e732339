import { expect, test } from "vitest";
import { resolveJob } from "./job-configuration.ts";

const template = (job_configuration: object, properties: object = {}): Record<string, unknown> => ({
  job_configuration,
  variables: { type: "object", properties },
});
const nothing = (): Promise<unknown> => Promise.resolve(undefined);

test("a variable takes its place with its type; one without a value takes its member along", async () => {
  const given = template(
    {
      command: "{{ command }}",
      n: "{{ n }}",
      flag: "{{ flag }}",
      list: ["a", "{{ none }}", "b"],
      text: "n={{ n }}{{ none }}",
    },
    { n: { default: 3 }, flag: { default: false } },
  );
  expect(await resolveJob(given, [{}, { n: 5 }], {}, nothing)).toEqual({
    n: 5,
    flag: false,
    list: ["a", "b"],
    text: "n=5",
    env: {},
    labels: {},
  });
});

test("variables of the environment merge by their names: template, default, deployment, run", async () => {
  const given = template({ env: { FIXED: "1", A: "template" } }, { env: { default: { B: "default", A: "default" } } });
  const { env } = await resolveJob(
    given,
    [{ env: { C: "deployment", A: "deployment" } }, { env: { A: "run" } }],
    {},
    nothing,
  );
  expect(env).toEqual({ FIXED: "1", B: "default", C: "deployment", A: "run" });
  const open = template({ env: "{{ env }}" }, { env: { default: { B: "default" } } });
  expect((await resolveJob(open, [{ env: { N: 1 } }, null], {}, nothing)).env).toEqual({ B: "default", N: "1" });
});

test("a name with dots reaches into an object", async () => {
  const given = template({ limits: "{{ limits }}" }, { limits: { default: { cpu: 1, memory: { soft: 1 } } } });
  expect(await resolveJob(given, [{ "limits.memory.hard": 2 }], {}, nothing)).toMatchObject({
    limits: { cpu: 1, memory: { soft: 1, hard: 2 } },
  });
});

test("blocks, variables and the environment are looked up, also where a job variable refers to them", async () => {
  const lookUp = (reference: string): Promise<unknown> => Promise.resolve(`<${reference}>`);
  const given = template({ env: "{{ env }}", home: "{{ $HOME }}/x", image: "{{ prefect.variables.image }}" });
  const layers = [{ env: { KEY: "{{ prefect.blocks.secret.key }}", KEPT: "{{ other }}" } }];
  expect(await resolveJob(given, layers, { HOME: "/root" }, lookUp)).toEqual({
    env: { KEY: "<blocks.secret.key>", KEPT: "{{ other }}" },
    home: "/root/x",
    image: "<variables.image>",
    labels: {},
  });
});
