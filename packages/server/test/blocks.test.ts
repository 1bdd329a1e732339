/** Block types, schemas and documents, on both databases. */
import { randomBytes } from "node:crypto";
import type { BlockDocument, BlockSchema, BlockType, EventPage } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { ManualClock, testServer } from "./support.ts";

const MASK = "********";

describe.each(DIALECTS)("blocks on %s", (dialect) => {
  async function setup() {
    const server = await testServer(dialect, {
      clock: new ManualClock(),
      settings: { server_encryption_key: randomBytes(32).toString("base64") },
    });
    const type = (slug: string, more: object = {}) =>
      server.must<BlockType>("POST", "/block_types/", { name: slug, slug, ...more });
    const schema = (block_type_id: string, fields: object, more: object = {}) =>
      server.must<BlockSchema>("POST", "/block_schemas/", { block_type_id, fields, ...more });
    const document = (of: BlockSchema, name: string, data: object, more: object = {}) =>
      server.call("POST", "/block_documents/", {
        name,
        data,
        block_schema_id: of.id,
        block_type_id: of.block_type_id,
        ...more,
      });
    const created = async (...given: Parameters<typeof document>): Promise<BlockDocument> => {
      const answer = await document(...given);
      expect(answer.status).toBe(201);
      return answer.body;
    };
    const read = (id: string, secrets = true) =>
      server.must<BlockDocument>("GET", `/block_documents/${id}?include_secrets=${secrets}`);
    return {
      server,
      type,
      schema,
      document,
      created,
      read,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  }

  /** A block with a host, a secret password and headers that are all secret. */
  async function connection(of: Awaited<ReturnType<typeof setup>>): Promise<BlockSchema> {
    const { id } = await of.type("conn");
    return of.schema(id, {
      type: "object",
      title: "Conn",
      block_type_slug: "conn",
      properties: { host: { type: "string" }, password: {}, headers: {} },
      secret_fields: ["password", "headers.*"],
    });
  }

  test("the built-in types are there as soon as somebody asks, under the checksums that clients know", async () => {
    await using all = await setup();
    const { server } = all;
    const secret = await server.must<BlockType>("GET", "/block_types/slug/secret");
    expect(secret.is_protected).toBe(true);
    const checksum = "sha256:c078ed9c1e813e224c0b353d7ad4564a11d51d3198d9ac0686478165a1911c78";
    const found = await server.must<BlockSchema>("GET", `/block_schemas/checksum/${checksum}?version=3.8.8`);
    expect(found).toMatchObject({ block_type: { slug: "secret" }, fields: { secret_fields: ["value", "value"] } });
    const types = await server.must<BlockType[]>("POST", "/block_types/filter", {});
    expect(types.map(({ slug }) => slug)).toEqual(expect.arrayContaining(["secret", "webhook", "local-file-system"]));
    expect(await server.must<string[]>("GET", "/block_capabilities/")).toEqual(
      expect.arrayContaining(["read-path", "write-path", "notify"]),
    );
    await server.must("POST", "/block_types/install_system_block_types");
    expect(await server.must<BlockType[]>("POST", "/block_types/filter", {})).toHaveLength(types.length);
    expect((await server.call("DELETE", `/block_types/${secret.id}`)).status).toBe(403);
    expect((await server.call("DELETE", `/block_schemas/${found.id}`)).status).toBe(403);
  });

  test("a type's texts are stored escaped, and changed only if they differ", async () => {
    await using all = await setup();
    const { server, type } = all;
    const { id, updated, description } = await type("html", { description: "<b> & more" });
    expect(description).toBe("&lt;b&gt; &amp; more");
    await server.must("PATCH", `/block_types/${id}`, { description: "<b> & more" });
    expect(await server.must("GET", `/block_types/${id}`)).toMatchObject({ updated });
    await server.must("PATCH", `/block_types/${id}`, { description: "other" });
    expect(await server.must("GET", `/block_types/${id}`)).toMatchObject({ description: "other" });
  });

  test("types that clash, or claim a reserved name or a bad slug, are refused", async () => {
    await using all = await setup();
    const { server, type } = all;
    await type("mine");
    const post = (body: object) => server.call("POST", "/block_types/", body);
    expect(await post({ name: "mine", slug: "other" })).toMatchObject({
      status: 409,
      body: { detail: 'Block type with name "mine" already exists' },
    });
    expect((await post({ name: "Prefect thing", slug: "thing" })).status).toBe(403);
    expect((await post({ name: "thing", slug: "Bad Slug" })).status).toBe(422);
  });

  test("a schema is known by checksum and version; the newest version answers where none is named", async () => {
    await using all = await setup();
    const { server, type, schema } = all;
    const { id } = await type("t");
    const fields = { title: "T", properties: {} };
    const first = await schema(id, fields, { version: "1", capabilities: ["go"] });
    const again = await server.call("POST", "/block_schemas/", { block_type_id: id, fields, version: "1" });
    expect(again).toMatchObject({ status: 200, body: { id: first.id, capabilities: ["go"] } });
    const second = await schema(id, fields, { version: "2" });
    expect(second.checksum).toBe(first.checksum);
    const byChecksum = (query = "") =>
      server.must<BlockSchema>("GET", `/block_schemas/checksum/${first.checksum}${query}`);
    expect((await byChecksum()).id).toBe(second.id);
    expect((await byChecksum("?version=1")).id).toBe(first.id);
    const able = await server.must<BlockSchema[]>("POST", "/block_schemas/filter", {
      block_schemas: { block_capabilities: { all_: ["go"] } },
    });
    expect(able.map((found) => found.id)).toEqual([first.id]);
    const types = await server.must<BlockType[]>("POST", "/block_types/filter", {
      block_schemas: { block_capabilities: { all_: ["go"] } },
    });
    expect(types.map(({ slug }) => slug)).toEqual(["t"]);
  });

  test("a schema with nested blocks needs their types, and registers their schemas", async () => {
    await using all = await setup();
    const { server, type, schema } = all;
    const outer = await type("outer");
    const nested = (checksum: string) => ({
      title: "Outer",
      properties: { inner: { $ref: "#/definitions/Inner" } },
      block_schema_references: { inner: { block_type_slug: "inner", block_schema_checksum: checksum } },
      definitions: { Inner: { title: "Inner", block_type_slug: "inner", properties: {} } },
    });
    const body = { block_type_id: outer.id, fields: nested("sha256:abc") };
    expect((await server.call("POST", "/block_schemas/", body)).status).toBe(409);
    await type("inner");
    await schema(outer.id, body.fields);
    expect(await server.must("GET", "/block_schemas/checksum/sha256:abc")).toMatchObject({
      block_type: { slug: "inner" },
    });
  });

  test("secrets are shown only on request, whatever their shape, and are not readable in the database", async () => {
    await using all = await setup();
    const { server, created, read } = all;
    const data = { host: "h", password: { user: "u", pin: "hunter2" }, headers: { Authorization: "token-x" } };
    const conn = await connection(all);
    const { id, data: shown } = await created(conn, "doc", data);
    const hidden = { host: "h", password: MASK, headers: { Authorization: MASK } };
    expect(shown).toEqual(hidden);
    expect((await read(id, false)).data).toEqual(hidden);
    expect((await read(id)).data).toEqual(data);
    const path = "/block_types/slug/conn/block_documents";
    expect(await server.must("GET", `${path}/name/doc`)).toMatchObject({ data: hidden });
    expect(await server.must("GET", `${path}?include_secrets=true`)).toMatchObject([{ data }]);
    const stored = await server.app.context.store.read((db) =>
      db.rows((builder) => builder.selectFrom("block_document").selectAll()),
    );
    expect(JSON.stringify(stored)).not.toMatch(/hunter2|token-x/);
    const { events } = await server.must<EventPage>("POST", "/events/filter", {
      filter: { event: { prefix: ["prefect.block-document."] } },
    });
    expect(JSON.stringify(events)).not.toMatch(/hunter2|token-x/);
    expect(events[0]).toMatchObject({ payload: { name: "doc", data: { host: "h" } } });
  });

  test("what comes back masked keeps its value; the rest is merged, or replaced on request", async () => {
    await using all = await setup();
    const { server, created, read } = all;
    const { id } = await created(await connection(all), "doc", { host: "h", password: "p", headers: { A: "1" } });
    const patch = (body: object) => server.must("PATCH", `/block_documents/${id}`, body);
    await patch({ data: { host: "new", password: MASK, headers: { A: MASK, B: "2" } } });
    expect((await read(id)).data).toEqual({ host: "new", password: "p", headers: { A: "1", B: "2" } });
    await patch({ data: { password: "q" } });
    expect((await read(id)).data).toMatchObject({ host: "new", password: "q" });
    await patch({ data: { host: "only" }, merge_existing_data: false });
    expect((await read(id)).data).toEqual({ host: "only" });
  });

  test("names are unique in a type; anonymous documents get one and stay out of lists", async () => {
    await using all = await setup();
    const { server, document, created } = all;
    const conn = await connection(all);
    await created(conn, "doc", {});
    expect(await document(conn, "doc", {})).toMatchObject({ status: 409, body: { detail: "Block already exists" } });
    expect((await document(conn, "UP", {})).status).toBe(422);
    const nameless = { block_schema_id: conn.id, block_type_id: conn.block_type_id, data: {} };
    expect((await server.call("POST", "/block_documents/", nameless)).status).toBe(422);
    const anonymous = await server.must<BlockDocument>("POST", "/block_documents/", {
      ...nameless,
      is_anonymous: true,
    });
    expect(anonymous.name).toMatch(/^anonymous-/);
    const list = async (filter?: object) =>
      (await server.must<BlockDocument[]>("POST", "/block_documents/filter", { block_documents: filter })).length;
    expect(await list()).toBe(1);
    expect(await list({ name: { like_: "" } })).toBe(1);
    expect(await list({ is_anonymous: null })).toBe(2);
    expect(await server.must<number>("POST", "/block_documents/count", {})).toBe(1);
  });

  describe("nested documents", () => {
    const ref = (id: string) => ({ $ref: { block_document_id: id } });

    async function nesting(all: Awaited<ReturnType<typeof setup>>) {
      const conn = await connection(all);
      const { id } = await all.type("outer");
      const outer = await all.schema(id, { title: "Outer", properties: { conn: {}, label: {} } });
      return { conn, outer };
    }

    test("stand in the data of those that refer to them, with their own secrets hidden", async () => {
      await using all = await setup();
      const { server, created, read } = all;
      const { conn, outer } = await nesting(all);
      const inner = await created(conn, "inner", { host: "h", password: "p" });
      const { id } = await created(outer, "outer", { conn: ref(inner.id), label: "x" });
      expect((await read(id, false)).data).toEqual({ label: "x", conn: { host: "h", password: MASK } });
      const shown = await read(id);
      expect(shown.data).toEqual({ label: "x", conn: { host: "h", password: "p" } });
      expect(shown.block_document_references).toMatchObject({
        conn: { block_document: { id: inner.id, name: "inner", block_document_references: {} } },
      });
      await server.must("PATCH", `/block_documents/${inner.id}`, { data: { host: "changed" } });
      expect((await read(id)).data).toMatchObject({ conn: { host: "changed" } });
    });

    test("a reference stays until it is replaced, by another or by plain data", async () => {
      await using all = await setup();
      const { server, created, read } = all;
      const { conn, outer } = await nesting(all);
      const [one, two] = [await created(conn, "one", { host: "1" }), await created(conn, "two", { host: "2" })];
      const { id } = await created(outer, "outer", { conn: ref(one.id), label: "x" });
      const patch = (data: object, more: object = {}) =>
        server.must("PATCH", `/block_documents/${id}`, { data, ...more });
      await patch({ label: "y" });
      expect((await read(id)).data).toEqual({ label: "y", conn: { host: "1" } });
      await patch({ conn: ref(two.id) });
      expect((await read(id)).data).toEqual({ label: "y", conn: { host: "2" } });
      await patch({ conn: "plain" });
      expect((await read(id)).data).toEqual({ label: "y", conn: "plain" });
      await patch({ conn: ref(one.id) });
      await patch({ label: "z" }, { merge_existing_data: false });
      expect((await read(id)).data).toEqual({ label: "z" });
    });

    test("circles and references to nothing are refused", async () => {
      await using all = await setup();
      const { server, created, document } = all;
      const { outer } = await nesting(all);
      const one = await created(outer, "one", {});
      const two = await created(outer, "two", { conn: ref(one.id) });
      const patch = (id: string, data: object) => server.call("PATCH", `/block_documents/${id}`, { data });
      expect((await patch(one.id, { conn: ref(two.id) })).status).toBe(400);
      expect((await patch(one.id, { conn: ref(one.id) })).status).toBe(400);
      expect((await document(outer, "three", { conn: ref(outer.id) })).status).toBe(409);
      expect((await document(outer, "four", { conn: { $ref: {} } })).status).toBe(400);
    });
  });

  test("a type takes its schemas and documents along when it goes", async () => {
    await using all = await setup();
    const { server, created } = all;
    const conn = await connection(all);
    const { id } = await created(conn, "doc", {});
    await server.must("DELETE", `/block_types/${conn.block_type_id}`);
    for (const path of [`/block_documents/${id}`, `/block_schemas/${conn.id}`, `/block_types/${conn.block_type_id}`])
      expect((await server.call("GET", path)).status).toBe(404);
  });
});
