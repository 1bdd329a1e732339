/** Blocks: defined, saved, loaded, migrated, nested; and what is never seen of them. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { expect, expectTypeOf, test } from "vitest";
import Type from "typebox";
import * as v from "valibot";
import { z } from "zod";
import {
  artifact,
  type BlockOf,
  BlockExists,
  defineBlock,
  flow,
  IncompatibleBlock,
  InvalidBlock,
  jsonSchema,
  logger,
  NoSuchBlock,
  secretManager,
  task,
  UnresolvedReference,
} from "../src/index.ts";
import { Secret } from "../src/blocks/builtin/index.ts";
import { bench } from "./support.ts";

const Warehouse = defineBlock({
  name: "Warehouse",
  description: "Where the numbers are.",
  schema: z.object({ host: z.string().min(1), port: z.number().int().default(5432), password: z.string() }),
  secrets: ["password"],
  capabilities: ["query"],
  methods: {
    address(): string {
      return `${this.data.host}:${this.data.port}`;
    },
  },
});

test("a block is saved, loaded, changed and deleted, with its types inferred", async () => {
  await bench(async ({ api }) => {
    const block = await Warehouse.create({ host: "db", password: "correct-horse-1" });
    expect(block.blockName).toBeUndefined();
    await block.save("prod");
    const loaded = await Warehouse.load("prod");
    expectTypeOf(loaded).toEqualTypeOf<BlockOf<typeof Warehouse>>();
    expectTypeOf(loaded.data.port).toEqualTypeOf<number>();
    expectTypeOf(loaded.address()).toEqualTypeOf<string>();
    expect(loaded.data).toEqual({ host: "db", port: 5432, password: "correct-horse-1" });
    expect(loaded.address()).toBe("db:5432");

    await expect((await Warehouse.create({ host: "other", password: "x" })).save("prod")).rejects.toThrow(BlockExists);
    await (await Warehouse.create({ host: "other", password: "x" })).save("prod", { overwrite: true });
    expect((await Warehouse.load("prod")).data).toEqual({ host: "other", port: 5432, password: "x" });

    const type = await api.blockTypes.readBySlug({ slug: "warehouse" });
    expect(type).toMatchObject({ name: "Warehouse", description: "Where the numbers are." });
    await Warehouse.delete("prod");
    await expect(Warehouse.load("prod")).rejects.toThrow(NoSuchBlock);
    await expect(Warehouse.delete("prod")).rejects.toThrow(NoSuchBlock);
  });
});

test("data is checked by any Standard Schema, by TypeBox and by plain JSON Schema, when it is made and when it is loaded", async () => {
  await bench(async ({ api }) => {
    const schemas = {
      zod: z.object({ port: z.number().max(65_535) }),
      valibot: v.object({ port: v.pipe(v.number(), v.maxValue(65_535)) }),
      typebox: jsonSchema<{ port: number }>(Type.Object({ port: Type.Number({ maximum: 65_535 }) })),
    };
    for (const [name, schema] of Object.entries(schemas)) {
      const kind = defineBlock({ name, schema });
      await expect(kind.create({ port: 70_000 })).rejects.toThrow(InvalidBlock);
      const saved = await (await kind.create({ port: 80 })).save("one");
      await api.blockDocuments.update({ id: saved.blockId! }, { data: { port: 70_000 } });
      await expect(kind.load("one")).rejects.toThrow(/port/);
    }
  });
});

test("null for a value that may be missing is none: Python stores it so", async () => {
  await bench(async ({ api }) => {
    const kind = defineBlock({ name: "Optional", schema: z.object({ a: z.string(), b: z.string().optional() }) });
    const { blockId } = await (await kind.create({ a: "x", b: "y" })).save("one");
    await api.blockDocuments.update({ id: blockId! }, { data: { b: null } });
    expect((await kind.load("one")).data).toEqual({ a: "x" });
  });
});

test("a block of an older version is migrated step by step, and stored so when it is saved again", async () => {
  await bench(async ({ api }) => {
    const first = defineBlock({ name: "Versioned", schema: z.object({ url: z.string() }) });
    await (await first.create({ url: "db:1" })).save("one");
    const third = defineBlock({
      name: "Versioned",
      schema: z.object({ host: z.string(), port: z.number(), tls: z.boolean() }),
      version: 3,
      migrations: {
        1: ({ url }) => ({ host: String(url).split(":")[0], port: Number(String(url).split(":")[1]) }),
        2: (data) => ({ ...data, tls: true }),
      },
    });
    const block = await third.load("one");
    expect(block.data).toEqual({ host: "db", port: 1, tls: true });
    // Until it is saved, the older program goes on reading it.
    expect((await first.load("one")).data).toEqual({ url: "db:1" });
    await block.save();
    const { id } = await api.blockTypes.readBySlug({ slug: "versioned" });
    const [document] = await api.blockDocuments.filter({ block_documents: { block_type_id: { any_: [id] } } });
    expect(document!.data).toEqual({ host: "db", port: 1, tls: true });
    expect(document!.block_schema!.version).toBe("3");
    await expect(first.load("one")).rejects.toThrow(IncompatibleBlock);
  });
});

test("blocks within a block are saved on their own and referred to", async () => {
  await bench(async ({ api }) => {
    const Inner = defineBlock({
      name: "Inner",
      schema: z.object({ token: z.string() }),
      secrets: ["token"],
      methods: {
        length(): number {
          return this.data.token.length;
        },
      },
    });
    const Outer = defineBlock({ name: "Outer", schema: z.object({ host: z.string() }), blocks: { login: Inner } });
    const login = await (await Inner.create({ token: "inner-secret-1" })).save("shared");
    const saved = await (await Outer.create({ host: "a", login })).save("one");
    await (await Outer.create({ host: "b", login: await Inner.create({ token: "anonymous-1" }) })).save("two");
    await (await Outer.create({ host: "c" })).save("three");

    const one = await Outer.load("one");
    expect([one.data.host, one.data.login!.length(), one.data.login!.blockName]).toEqual(["a", 14, "shared"]);
    await (await Inner.create({ token: "changed-secret" })).save("shared", { overwrite: true });
    expect((await Outer.load("one")).data.login!.data.token).toBe("changed-secret");
    expect((await Outer.load("two")).data.login!.data.token).toBe("anonymous-1");
    expect((await Outer.load("three")).data.login).toBeUndefined();
    const shown = await api.blockDocuments.read({ id: saved.blockId! });
    expect(shown.data!["login"]).toEqual({ token: "********" });
  });
});

test("references are resolved when a block is used, and stored as references", async () => {
  const folder = await mkdtemp(join(tmpdir(), "weir-blocks-"));
  try {
    await bench(async ({ api }) => {
      const file = join(folder, "token");
      await writeFile(file, "from-a-file\n");
      process.env["WEIR_TEST_BLOCK_SECRET"] = "from-the-environment";
      secretManager("vault", (reference) => Promise.resolve(`opened ${reference.slice("vault://".length)}`));
      const kind = defineBlock({
        name: "Referring",
        schema: z.object({ a: z.string(), b: z.string(), c: z.string(), open: z.string() }),
        secrets: ["a", "b", "c"],
      });
      const given = {
        a: "env://WEIR_TEST_BLOCK_SECRET",
        b: pathToFileURL(file).href,
        c: "vault://team/db",
        open: "env://NOT_SECRET",
      };
      const { blockId } = await (await kind.create(given)).save("one");
      const stored = await api.blockDocuments.read({ id: blockId! }, { include_secrets: true });
      expect(stored.data).toEqual(given);
      const { data } = await kind.load("one");
      expect(data).toEqual({ ...given, a: "from-the-environment", b: "from-a-file", c: "opened team/db" });
      delete process.env["WEIR_TEST_BLOCK_SECRET"];
      await expect(kind.load("one")).rejects.toThrow(UnresolvedReference);
      await expect(kind.create({ ...given, a: "file:///no/such/file" })).rejects.toThrow(/a: file:.*ENOENT/);
    });
  } finally {
    delete process.env["WEIR_TEST_BLOCK_SECRET"];
    await rm(folder, { recursive: true, force: true });
  }
});

test("a printed block shows no secret", async () => {
  await bench(async () => {
    const block = await Warehouse.create({ host: "db", password: "never-printed-1" });
    for (const text of [inspect(block, { depth: 9 }), JSON.stringify(block), inspect({ block }, { showHidden: false })])
      expect([text.includes("never-printed-1"), text.includes("********")]).toEqual([false, true]);
  });
});

test("what a run resolved is in none of its logs, artifacts, messages and events", async () => {
  await bench(async ({ api, backend }) => {
    const secret = "s3cr3t/of the+run";
    const disguises = [secret, Buffer.from(`me:${secret}`).toString("base64"), encodeURIComponent(secret)];
    await (await Secret.create({ value: secret })).save("run-secret");
    Object.assign(backend.settings, { log_level: "info" });
    const leak = task({ name: "leak" }, async () => {
      const value = (await Secret.load("run-secret")).get();
      for (const text of disguises) logger().info(`logged ${text}`, { field: text });
      await artifact.table([{ value, more: disguises }], { key: "leaky", description: `about ${value}` });
      throw new Error(`could not use ${value}`);
    });
    const leaking = flow({ name: "leaking" }, () => leak());
    await expect(leaking({})).rejects.toThrow(`could not use ${secret}`);
    const [run] = await api.flowRuns.filter({ flows: { name: { any_: ["leaking"] } } });
    const seen = {
      logs: await api.logs.filter({ logs: { flow_run_id: { any_: [run!.id] } } }),
      artifacts: await api.artifacts.filter({}),
      states: await api.flowRunStates.list({ flow_run_id: run!.id }),
      tasks: await api.taskRuns.filter({}),
      events: await api.events.filter({}),
    };
    const text = JSON.stringify(seen);
    expect(text).toContain("could not use ********");
    expect(text).toContain("logged ********");
    expect(text).toContain("about ********");
    expect(text).toContain("prefect.block.secret.loaded");
    for (const disguise of disguises) expect(text).not.toContain(disguise);
    // The core of it in base64, wherever it begins.
    expect(text).not.toContain(Buffer.from(secret).toString("base64").slice(4, 16));
  });
});

test("what cannot be a block is refused where it is written", async () => {
  const schema = z.object({});
  expect(() => defineBlock({ name: "X", schema, methods: { save: () => 1 } })).toThrow("save");
  expect(() => defineBlock({ name: "X", schema, version: 0 })).toThrow("version");
  expect(() => secretManager("no scheme", () => "")).toThrow("scheme");
  const block = await defineBlock({ name: "X", schema }).create({});
  await expect(block.save()).rejects.toThrow("needs a name");
  await expect(block.save("Not A Name")).rejects.toThrow("lower-case");
});
