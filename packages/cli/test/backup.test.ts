import { join } from "node:path";
import { expect, it } from "vitest";
import { client } from "@weir/client";
import { stopProcess, waitForLine } from "@weir/testkit";
import { emptyHome, start, weir } from "./weir.ts";

it("copies the database of a running server, and puts it back only when that is stopped", async () => {
  await using home = await emptyHome();
  const environment = { WEIR_HOME: join(home.path, "one") };
  const file = join(home.path, "copy.db");
  const server = start(["server", "start", "--port", "0", "--no-ui"], environment);
  try {
    const [, url] = await waitForLine(server, "stdout", /API +(http:\S+)/, 20_000);
    await using api = client({ url: url! });
    await api.flows.create({ name: "etl" });
    expect(await weir(["server", "backup", file], environment)).toMatchObject({ code: 0, stderr: "" });
    const again = await weir(["server", "backup", file], environment);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("is there already") as string });
    const refused = await weir(["server", "restore", file], environment);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("served already by process") as string });
  } finally {
    await stopProcess(server);
  }
  expect(await weir(["server", "restore", file], environment)).toMatchObject({ code: 0, stderr: "" });
  const { stdout } = await weir(["flow", "ls", "--json"], environment);
  expect(stdout).toContain('"etl"');
});
