/**
 * `npm run dev`: the server from its sources, restarted when they change, and the dashboard with hot reload, both until
 * Ctrl-C. Its database is in .cache/dev, so that no run of yours is touched.
 */
import { join } from "node:path";
import { CACHE, start } from "./lib/run.mjs";
import { installPackages } from "./lib/setup.mjs";

await installPackages();
const server = ["--watch", "--conditions=weir-source", "packages/weir/bin/weir.js", "server", "start", "--no-ui"];
const programs = [
  start("node", server, { env: { WEIR_HOME: join(CACHE, "dev") } }),
  start("npm", ["run", "dev", "--workspace", "packages/dashboard"]),
];
// One without the other is of no use.
for (const program of programs) program.once("exit", (code) => process.exit(code ?? 1));
