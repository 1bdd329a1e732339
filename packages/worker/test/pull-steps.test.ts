/** A run whose code is in a git repository with a password: the password is in a block, and seen nowhere else. */
import { fileURLToPath } from "node:url";
import { startGitServer } from "@weir/testkit";
import { expect, test } from "vitest";
import { Site } from "./support.ts";

const SDK = fileURLToPath(new URL("../../sdk/src/index.ts", import.meta.url));
const TOKEN = "a-token-that-nobody-sees";
const FLOW = `
import { readFileSync } from "node:fs";
import { flow, logger } from ${JSON.stringify(SDK)};
export const job = flow({ name: "job" }, async () => {
  logger().info("read " + readFileSync("data.txt", "utf8"));
});
`;

test("code out of a repository with a password, by a block; what cannot be had crashes the run, saying why", async () => {
  await using site = await Site.open();
  await using git = await startGitServer(`x-access-token:${TOKEN}`);
  await git.commit("code", { "flows/job.ts": FLOW, "flows/data.txt": "what is beside it" });
  const { api } = site;
  const { id: block_type_id } = await api.blockTypes.readBySlug({ slug: "secret" });
  const [schema] = await api.blockSchemas.filter({ block_schemas: { block_type_id: { any_: [block_type_id] } } });
  const secret = { name: "git-token", block_type_id, block_schema_id: schema!.id, data: { value: TOKEN } };
  await api.blockDocuments.create(secret);
  const clone = {
    "prefect.deployments.steps.git_clone": {
      id: "clone",
      repository: `${git.url}/code.git`,
      access_token: "{{ prefect.blocks.secret.git-token }}",
    },
  };
  const enter = { "prefect.deployments.steps.set_working_directory": { directory: "{{ clone.directory }}/flows" } };
  const worker = await site.worker();
  const said: string[] = [];
  for (const stream of [worker.stdout!, worker.stderr!]) stream.on("data", (text) => said.push(String(text)));

  const good = await site.run(await site.deploy("", { entrypoint: "job.ts:job", pull_steps: [clone, enter] }));
  await site.until(good.id, "COMPLETED");
  const logs = await api.logs.filter({ logs: { flow_run_id: { any_: [good.id] } } });
  expect(logs.map(({ message }) => message)).toContain("read what is beside it");
  expect(git.logins).toEqual(new Set([`x-access-token:${TOKEN}`]));

  const { access_token: _, ...open } = clone["prefect.deployments.steps.git_clone"];
  const bad = await site.run(
    await site.deploy("", {
      entrypoint: "job.ts:job",
      pull_steps: [{ "prefect.deployments.steps.git_clone": open }],
    }),
  );
  const { state } = await site.until(bad.id, "CRASHED");
  expect(state?.message).toMatch(
    /step prefect.deployments.steps.git_clone failed: http.* needs a password: give access_/,
  );
  expect(said.join("") + JSON.stringify(logs)).not.toContain(TOKEN);
  expect(said.join("")).toContain(`Getting ${git.url}/code.git`);
});
