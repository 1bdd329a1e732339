/** The audit: a line for every change of what others rely on, by whom, in a chain that shows when it was tampered with. */
import type { AccessKeyCreated, AuditLine, AuditVerdict, BlockSchema, BlockType } from "@weir/contract";
import { DIALECTS } from "@weir/testkit";
import { describe, expect, test } from "vitest";
import { query } from "../src/storage/query.ts";
import { testServer } from "./support.ts";

describe.each(DIALECTS)("audit on %s", (dialect) => {
  async function setup() {
    const server = await testServer(dialect);
    let key: string | undefined;
    const call = async <T = { id: string }>(
      method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
      path: string,
      body?: unknown,
    ): Promise<T> => {
      const answer = await server.call(method, path, body, key ? { authorization: `Bearer ${key}` } : {});
      if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
    return {
      server,
      call,
      /** From now on, somebody with a key calls. */
      async become(name: string): Promise<void> {
        key = (await call<AccessKeyCreated>("POST", "/weir/keys", { name, role: "admin" })).key;
      },
      lines: (query: object = {}) => call<AuditLine[]>("POST", "/weir/audit/read", { after: 0, ...query }),
      verify: () => call<AuditVerdict>("GET", "/weir/audit/verify"),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  }

  const told = (lines: readonly AuditLine[]): string[] =>
    lines.map(({ actor, action, kind, object_name }) => `${actor} ${action} ${kind} ${object_name}`);

  test("every create, change, delete and look at secrets leaves a line that names who did it", async () => {
    await using weir = await setup();
    const { call } = weir;
    await call("POST", "/variables/", { name: "before-keys", value: 1 });
    await weir.become("boss");
    const variable = await call("POST", "/variables/", { name: "v", value: { a: 1 } });
    await call("PATCH", `/variables/${variable.id}`, { value: { a: 2 } });
    await call("DELETE", `/variables/${variable.id}`);
    const limit = await call("POST", "/v2/concurrency_limits/", { name: "db", limit: 3 });
    await call("DELETE", `/v2/concurrency_limits/${limit.id}`);
    const tag = await call("POST", "/concurrency_limits/", { tag: "gpu", concurrency_limit: 1 });
    await call("DELETE", `/concurrency_limits/${tag.id}`);
    const flow = await call("POST", "/flows/", { name: "etl" });
    const deployment = await call("POST", "/deployments/", { name: "nightly", flow_id: flow.id });
    await call("PATCH", `/deployments/${deployment.id}`, { description: "other" });
    await call("DELETE", `/deployments/${deployment.id}`);
    const trigger = { type: "event", expect: ["x"], posture: "Reactive", threshold: 1, within: 0 };
    const automation = await call("POST", "/automations/", {
      name: "auto",
      trigger,
      actions: [{ type: "do-nothing" }],
    });
    await call("PATCH", `/automations/${automation.id}`, { enabled: false });
    await call("DELETE", `/automations/${automation.id}`);
    const type = await call<BlockType>("GET", "/block_types/slug/secret");
    const [schema] = await call<BlockSchema[]>("POST", "/block_schemas/filter", {
      block_schemas: { block_type_id: { any_: [type.id] } },
    });
    const ids = { block_type_id: type.id, block_schema_id: schema!.id };
    const block = await call("POST", "/block_documents/", { name: "token", data: { value: "audit-secret-1" }, ...ids });
    await call("PATCH", `/block_documents/${block.id}`, { data: { value: "audit-secret-2" } });
    await call("GET", `/block_documents/${block.id}?include_secrets=true`);
    await call("GET", `/block_documents/${block.id}`);
    await call("POST", "/block_documents/filter", { include_secrets: true });
    await call("DELETE", `/block_documents/${block.id}`);

    const lines = (await weir.lines()).filter(({ kind }) => kind !== "block-type");
    expect(told(lines)).toEqual([
      "owner created variable before-keys",
      "owner created access-key boss",
      "boss created variable v",
      "boss updated variable v",
      "boss deleted variable v",
      "boss created concurrency-limit db",
      "boss deleted concurrency-limit db",
      "boss created concurrency-limit tag:gpu",
      "boss deleted concurrency-limit tag:gpu",
      "boss created deployment nightly",
      "boss updated deployment nightly",
      "boss deleted deployment nightly",
      "boss created automation auto",
      "boss updated automation auto",
      "boss deleted automation auto",
      "boss created block-document token",
      "boss updated block-document token",
      "boss read-secrets block-document token",
      "boss read-secrets block-document token",
      "boss deleted block-document token",
    ]);
    const [, updated, deleted] = lines.filter(({ object_id }) => object_id === variable.id);
    expect([updated!.before, updated!.after]).toMatchObject([{ value: { a: 1 } }, { value: { a: 2 } }]);
    expect([deleted!.before, deleted!.after]).toMatchObject([{ value: { a: 2 } }, null]);
    expect(JSON.stringify(lines)).not.toContain("audit-secret");
    expect(await weir.verify()).toMatchObject({ broken_at: null });
    expect(told(await weir.lines({ object: "nightly", limit: 2 }))).toHaveLength(2);
    expect(told(await weir.lines({ kind: "automation", actor: "boss" }))).toHaveLength(3);
    const [newest] = await weir.lines({ after: null, limit: 1 });
    expect(newest!.seq).toBe((await weir.lines()).length);
  });

  test("lines written at once by many form one chain", async () => {
    await using weir = await setup();
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => weir.call("POST", "/variables/", { name: `v-${i}`, value: i })),
    );
    expect(await weir.verify()).toMatchObject({ lines: 40, broken_at: null });
  });

  test("a change that is refused leaves no line", async () => {
    await using weir = await setup();
    await weir.call("POST", "/variables/", { name: "one", value: 1 });
    await expect(weir.call("POST", "/variables/", { name: "one", value: 2 })).rejects.toThrow("409");
    expect(await weir.lines()).toHaveLength(1);
  });

  test("a line that was changed, taken out or made up breaks the chain", async () => {
    const tamperings = [
      query<{ seq: number }>()((db, p) =>
        db.updateTable("audit_line").set({ actor: "nobody" }).where("seq", "=", p("seq")),
      ),
      query<{ seq: number }>()((db, p) => db.deleteFrom("audit_line").where("seq", "=", p("seq"))),
      query<{ seq: number }>()((db, p) =>
        db
          .updateTable("audit_line")
          .set(({ ref }) => ({ hash: ref("previous") }))
          .where("seq", "=", p("seq")),
      ),
    ];
    for (const tampering of tamperings) {
      await using weir = await setup();
      for (let i = 1; i <= 5; i++) await weir.call("POST", "/variables/", { name: `v-${i}`, value: i });
      expect(await weir.verify()).toMatchObject({ lines: 5, broken_at: null });
      await weir.server.app.context.store.write((tx) => tx.run(tampering, { seq: 3 }));
      expect(await weir.verify()).toMatchObject({ lines: 2, broken_at: 3 });
    }
  });
});
