/** Artifacts and their collections, on both databases. */
import type { Artifact, ArtifactCollection, EventPage } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { ManualClock, testServer, type TestServer } from "./support.ts";

describe.each(DIALECTS)("artifacts on %s", (dialect) => {
  const setup = () => testServer(dialect, { clock: new ManualClock() });
  const create = (server: TestServer, body: object) =>
    server.must<Artifact & { id: string }>("POST", "/artifacts/", body);
  const latest = (server: TestServer, key: string) => server.must<Artifact>("GET", `/artifacts/${key}/latest`);

  test("what was created comes back, whatever its data", async () => {
    await using server = await setup();
    for (const data of ["text", 55.5, null, { a: [1, null] }, false]) {
      const { id } = await create(server, { type: "t", data });
      expect(await server.must<Artifact>("GET", `/artifacts/${id}`)).toMatchObject({ key: null, type: "t", data });
    }
  });

  test("a key is refused that is not lowercase letters, digits and dashes", async () => {
    await using server = await setup();
    const refused = await server.call("POST", "/artifacts/", { key: "Bad Key" });
    expect(refused).toMatchObject({
      status: 422,
      body: {
        exception_detail: [
          {
            type: "value_error",
            loc: ["body", "key"],
            msg: "Value error, Artifact key must only contain lowercase letters, numbers, and dashes.",
          },
        ],
      },
    });
  });

  test("long metadata is cut", async () => {
    await using server = await setup();
    const { metadata_ } = await create(server, { metadata_: { short: "s", long: "x".repeat(600) } });
    expect(metadata_).toEqual({ short: "s", long: `${"x".repeat(500)}...` });
  });

  test("the collection of a key has what its latest artifact said, and keeps the rest", async () => {
    await using server = await setup();
    await create(server, { key: "report", type: "markdown", description: "one", data: "1" });
    const second = await create(server, { key: "report", data: "2" });
    const seen = await latest(server, "report");
    expect(seen).toMatchObject({ key: "report", type: "markdown", description: "one", data: "2" });
    expect(seen.id).not.toBe(second.id);
    const [collection] = await server.must<ArtifactCollection[]>("POST", "/artifacts/latest/filter", {});
    expect(collection).toMatchObject({ id: seen.id, latest_id: second.id });
    expect(await server.must<number>("POST", "/artifacts/count", {})).toBe(2);
    expect(await server.must<number>("POST", "/artifacts/latest/count", {})).toBe(1);
  });

  test("a change of the latest artifact is seen in its collection, one of an older is not", async () => {
    await using server = await setup();
    const first = await create(server, { key: "p", data: 1 });
    const second = await create(server, { key: "p", data: 2 });
    await server.must("PATCH", `/artifacts/${first.id}`, { data: 10 });
    expect((await latest(server, "p")).data).toBe(2);
    await server.must("PATCH", `/artifacts/${second.id}`, { data: 20, description: "d" });
    expect(await latest(server, "p")).toMatchObject({ data: 20, description: "d" });
  });

  test("deleting the latest brings back the one before; deleting the last ends the collection", async () => {
    await using server = await setup();
    const first = await create(server, { key: "p", data: 1 });
    const second = await create(server, { key: "p", data: 2 });
    await server.must("DELETE", `/artifacts/${second.id}`);
    expect((await latest(server, "p")).data).toBe(1);
    await server.must("DELETE", `/artifacts/${first.id}`);
    expect((await server.call("GET", "/artifacts/p/latest")).status).toBe(404);
    expect((await server.call("DELETE", `/artifacts/${first.id}`)).status).toBe(404);
    const { events } = await server.must<EventPage>("POST", "/events/filter", {
      filter: { event: { prefix: ["prefect.artifact-collection."] }, order: "ASC" },
    });
    expect(events.map(({ event }) => event.split(".").at(-1))).toEqual(["created", "updated", "updated", "deleted"]);
  });

  test("artifacts are found by what they are and by the runs they belong to", async () => {
    await using server = await setup();
    const flow = await server.must("POST", "/flows/", { name: "flow" });
    const other = await server.must("POST", "/flows/", { name: "other" });
    const run = await server.must("POST", "/flow_runs/", { flow_id: flow.id, name: "wanted" });
    const elsewhere = await server.must("POST", "/flow_runs/", { flow_id: other.id });
    await create(server, { key: "a", type: "table", flow_run_id: run.id });
    await create(server, { key: "b", type: "markdown", flow_run_id: elsewhere.id });
    await create(server, { type: "result" });
    const keys = async (body: object): Promise<(string | null | undefined)[]> =>
      (await server.must<Artifact[]>("POST", "/artifacts/filter", { sort: "KEY_ASC", ...body })).map(({ key }) => key);
    expect(await keys({})).toEqual([null, "a", "b"]);
    expect(await keys({ artifacts: null, flow_runs: null, limit: null })).toHaveLength(3);
    expect(await keys({ sort: "KEY_DESC" })).toEqual(["b", "a", null]);
    expect(await keys({ artifacts: { key: { exists_: false } } })).toEqual([null]);
    expect(await keys({ artifacts: { type: { not_any_: ["result", "table"] } } })).toEqual(["b"]);
    expect(await keys({ artifacts: { key: { like_: "A" } } })).toEqual(["a"]);
    expect(await keys({ flow_runs: { name: { any_: ["wanted"] } } })).toEqual(["a"]);
    expect(await keys({ flows: { name: { any_: ["other"] } } })).toEqual(["b"]);
    expect(await keys({ artifacts: { operator: "or_", key: { any_: ["a"] }, type: { any_: ["result"] } } })).toEqual([
      null,
      "a",
    ]);
    const found = await server.must<ArtifactCollection[]>("POST", "/artifacts/latest/filter", {
      flow_runs: { id: { any_: [run.id] } },
    });
    expect(found.map(({ key }) => key)).toEqual(["a"]);
  });

  test("artifacts of one key that are created at once make one collection", async () => {
    await using server = await setup();
    await Promise.all(Array.from({ length: 10 }, (_, i) => create(server, { key: "k", data: i })));
    expect(await server.must<number>("POST", "/artifacts/latest/count", {})).toBe(1);
    expect(await server.must<number>("POST", "/artifacts/count", {})).toBe(10);
  });
});
