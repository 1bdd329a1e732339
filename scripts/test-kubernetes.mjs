/**
 * `npm run test:kubernetes`: the tests of Kubernetes workers, on a real cluster of their own. Too slow for every run: it is
 * built from its Go modules at first (ten minutes and more), and started each time (a minute). Needs Linux, root and Go.
 */
import { join } from "node:path";
import { CACHE, ROOT, run, step, StepFailed } from "./lib/run.mjs";
import { installDocker, installPackages } from "./lib/setup.mjs";

const SCRIPT = join(ROOT, "packages", "testkit", "kubernetes", "cluster.sh");
const FOLDER = join(CACHE, "kubernetes");

/** The image of the cluster's nodes has the Node that the repository brings along. */
const env = { WEIR_KUBE_DIR: FOLDER, NODE: join(ROOT, "node_modules", "node", "bin", "node") };
const cluster = (action, minutes) => step(`Kubernetes: ${action}`, "bash", [SCRIPT, action], { env, minutes });

async function main() {
  await installPackages();
  await installDocker(); // for its containerd and the shell of the images
  await cluster("build", 60);
  try {
    await cluster("up", 10);
    const args = ["run", "--project", "kubernetes", ...process.argv.slice(2)];
    const TEST_KUBECONFIG = join(FOLDER, "run", "kubeconfig");
    return (await run("vitest", args, { env: { TEST_KUBECONFIG }, minutes: 20 })).code;
  } finally {
    await cluster("stop", 2);
  }
}

process.exitCode = await main().catch((error) => {
  if (!(error instanceof StepFailed)) throw error;
  console.error(error.message);
  return 1;
});
