import { once } from "node:events";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { stopProcess, waitForLine } from "@weir/testkit";
import { emptyHome, start, startServer, weir } from "./weir.ts";

it("starts a server, sees that it is healthy, and stops it with the first signal", async () => {
  await using server = await startServer();
  const healthy = await weir(["server", "status"], server.environment);
  expect(healthy.code).toBe(0);
  expect(healthy.stdout).toMatch(/^Status +healthy\nServer +Weir \d/);
  expect(healthy.stdout).toMatch(/^Database +sqlite, \d.* used of \d.*iB, schema \d+$/m);
  expect(healthy.stdout).toMatch(/^Flow runs +0$/m);
  expect(healthy.stdout).toMatch(/^SERVICE +STATE +LAST RUN +TOOK +RUNS +FAILED\n\S+ +(ok|off) /m);
  const json = await weir(["server", "status", "--json", "--url", server.url]);
  expect(JSON.parse(json.stdout)).toMatchObject({ status: "healthy", url: server.url, api: "0.8.4", prefect: "3.8.8" });
  expect(JSON.parse(json.stdout)).toMatchObject({
    details: {
      pid: server.process.pid,
      database: { kind: "sqlite" },
      counts: { flow_runs: { count: 0, more: false } },
    },
  });

  const ended = once(server.process, "exit");
  server.process.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  const down = await weir(["server", "status", "--json"], server.environment);
  expect(down.code).toBe(1);
  expect(JSON.parse(down.stdout)).toEqual({ status: "unavailable", url: server.url });
  expect(down.stderr).toContain("weir server start");
});

it("stops at once with the second signal", async () => {
  await using server = await startServer();
  // A request that never ends keeps the server from stopping by itself.
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  await once(socket, "connect");
  socket.write("POST /api/flows/ HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{");
  await server.api.health.health();
  const ended = once(server.process, "exit");
  server.process.kill("SIGINT");
  await waitForLine(server.process, "stderr", /Stopping/, 5000);
  server.process.kill("SIGINT");
  expect(await ended).toEqual([130, null]);
  socket.destroy();
});

it("waits for a server that is still starting", async () => {
  await using home = await emptyHome();
  const environment = { WEIR_HOME: home.path };
  const child = start(["server", "start", "--port", "0"], environment);
  // Where it will listen is only known once it has left its address in the home folder.
  const status = await weir(["server", "status", "--wait", "--timeout", "20"], {
    ...environment,
    WEIR_SERVER_PORT: "9",
  });
  expect(status.code).toBe(0);
  const ended = once(child, "exit");
  child.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
});

it("says in two lines that the port is taken", async () => {
  await using server = await startServer();
  await using home = await emptyHome();
  const { port } = new URL(server.url);
  const { code, stderr } = await weir(["server", "start", "--home", home.path, "--port", port]);
  expect(code).toBe(1);
  expect(stderr.trimEnd().split("\n")).toEqual([
    `error: port ${port} on 127.0.0.1 is taken`,
    expect.stringContaining("--port") as string,
  ]);
});

it("says in two lines that another server has the home folder", async () => {
  await using home = await emptyHome();
  const first = start(["server", "start", "--home", home.path, "--port", "0"]);
  await waitForLine(first, "stdout", /API/, 60_000);
  const { code, stderr } = await weir(["server", "start", "--home", home.path, "--port", "0"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: .* is served already by process \d+ at http.*\n.*--home.*\n$/);
  await stopProcess(first);
});
