/** A server process for tests: settings from the environment, a free port, its address as the first line it prints. */
import { resolveSettings } from "@weir/contract";
import { startServer } from "@weir/server";

const server = await startServer({
  settings: resolveSettings({ WEIR_SERVER_PORT: "0", ...process.env }),
  ephemeral: process.argv.includes("--ephemeral"),
});
process.stdout.write(`${server.url}\n`);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => void server.stop().then(() => process.exit(0)));
}
