/** The steps of weir.yaml that build an image and push it, with a real engine and a real registry. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { REFERENCE_VERSION } from "@weir/contract/weir";
import { dockerMissing, dockerSite, TEST_IMAGE } from "@weir/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningServer, startServer, weir } from "../weir.ts";

const SDK = fileURLToPath(new URL("../../../sdk/src/index.ts", import.meta.url));
const missing = dockerMissing();

describe.skipIf(missing !== undefined)(`Image steps${missing === undefined ? "" : ` (skipped: ${missing})`}`, () => {
  let server: RunningServer;
  let folder: string;
  let image: string;
  beforeAll(async () => {
    server = await startServer();
    await server.api.workPools.create({ name: "containers", type: "docker" });
    folder = await mkdtemp(join(tmpdir(), "weir-steps-"));
    image = `${dockerSite().registry}/flows/steps`;
    await writeFile(
      join(folder, "flows.ts"),
      `import { flow } from ${JSON.stringify(SDK)};\nexport const report = flow({ name: "report" }, async () => 1);\n`,
    );
    await writeFile(
      join(folder, "Dockerfile"),
      `FROM ${TEST_IMAGE}\nARG GREETING\nENV GREETING=$GREETING\nCOPY flows.ts /opt/\n`,
    );
  }, 60_000);
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const deploy = async (build: object, push?: object) => {
    const step = (name: string, inputs: object) => ({ [`prefect_docker.deployments.steps.${name}`]: inputs });
    const file = {
      build: [step("build_docker_image", { id: "made", ...build })],
      push: push ? [step("push_docker_image", push)] : null,
      deployments: ["one", "two"].map((name) => ({
        name,
        entrypoint: "flows.ts:report",
        work_pool: { name: "containers", job_variables: { image: "{{ made.image }}" } },
      })),
    };
    await writeFile(join(folder, "weir.yaml"), JSON.stringify(file));
    return weir(["deploy", "--all"], { ...server.environment, DOCKER_HOST: dockerSite().host }, { cwd: folder });
  };
  const imageOf = async (deployment_name: string): Promise<string> => {
    const { job_variables } = await server.api.deployments.readByName({ flow_name: "report", deployment_name });
    return (job_variables as { image: string }).image;
  };

  test(
    "an image is built once for all deployments, with its arguments and tags, and pushed",
    { timeout: 60_000 },
    async () => {
      const { code, stderr } = await deploy(
        { image_name: image, buildargs: { GREETING: "hello" }, labels: { team: "data" }, additional_tags: ["latest"] },
        { image_name: "{{ made.image_name }}", tag: "{{ made.tag }}", additional_tags: "{{ made.additional_tags }}" },
      );
      expect([code, stderr]).toEqual([0, expect.any(String)]);
      const built = await imageOf("one");
      expect(built).toMatch(new RegExp(`^${image}:\\d{4}-\\d\\d-\\d\\dt`));
      expect(await imageOf("two")).toBe(built);
      const { docker, registry } = dockerSite();
      const { Config } = await docker.getImage(built).inspect();
      expect(Config.Env).toContain("GREETING=hello");
      expect(Config.Labels).toMatchObject({ team: "data" });
      const tags = (await (await fetch(`http://${registry}/v2/flows/steps/tags/list`)).json()) as { tags: string[] };
      expect(tags.tags.sort()).toEqual([built.slice(image.length + 1), "latest"].sort());
      // Runs look for the code where an image has it.
      const { pull_steps } = await server.api.deployments.readByName({ flow_name: "report", deployment_name: "one" });
      expect(JSON.stringify(pull_steps)).toContain("/opt/prefect/");
    },
  );

  test("what cannot be built or pushed is told by name, and changes nothing", { timeout: 60_000 }, async () => {
    const problems = async (build: object, push?: object) => {
      const { code, stdout, stderr } = await deploy(build, push);
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).not.toContain("s3cret");
      return stderr;
    };
    expect(await problems({ image_name: image, dockerfile: "Missing" })).toContain("there is no file");
    expect(await problems({ image_name: image, dockerfile: "auto" })).toContain("is there already");
    expect(await problems({ image_name: `${image}:1` })).toContain("image_name is to be without a tag");
    expect(await problems({ image_name: image, build_args: {} })).toContain('there is no input "build_args"');
    expect(await problems({})).toContain("image_name is missing");
    expect(
      await problems({ image_name: "127.0.0.1:1/none", tag: "1" }, { image_name: "127.0.0.1:1/none", tag: "1" }),
    ).toContain("image 127.0.0.1:1/none:1 cannot be pushed");
    const credentials = { username: "ada", token: "s3cret" };
    expect(await problems({ image_name: image, tag: "1" }, { image_name: image, tag: "1", credentials })).toContain(
      "credentials need a username and a password",
    );
  });

  test(
    "a Dockerfile is written for a folder that has none, and gone afterwards; secrets are not in the image",
    { timeout: 60_000 },
    async () => {
      const { docker } = dockerSite();
      const project = join(folder, "project");
      await mkdir(project);
      await writeFile(join(project, "report.py"), "");
      await writeFile(join(project, ".env"), "SECRET=1");
      // Stands for the image of Prefect, which is not to be had without a network.
      const base = { repo: "prefecthq/prefect", tag: `${REFERENCE_VERSION}-python3.12` };
      await docker.getImage(TEST_IMAGE).tag(base);
      try {
        const { code, stderr } = await deploy({ image_name: image, tag: "auto", dockerfile: "auto", path: "project" });
        expect([code, stderr]).toEqual([0, expect.any(String)]);
      } finally {
        await docker.getImage(`${base.repo}:${base.tag}`).remove();
      }
      expect((await readdir(project)).sort()).toEqual([".env", "report.py"]);
      const container = await docker.createContainer({
        Image: `${image}:auto`,
        Cmd: ["ls", "-A", "/opt/prefect/project"],
        Tty: true,
      });
      await container.start();
      await container.wait();
      const listed = (await container.logs({ stdout: true })).toString();
      await container.remove();
      expect(listed.trim().split(/\s+/)).toEqual([".dockerignore", "report.py"]);
    },
  );
});
