/** Secrets at rest: what the files reveal, keys that change, keys that are lost. */
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlockDocument, BlockType, SecretsReport, SecretsRotated } from "@weir/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { testServer } from "./support.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "weir-secrets-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** A block, or why there is none. */
interface Answer {
  readonly status: number;
  readonly body: { readonly data: { readonly value: unknown }; readonly detail: string };
}

/** A server on files in `home`, with a keeper of secrets. */
async function open(settings: object = {}) {
  const server = await testServer("sqlite", { url: join(home, "weir.db"), settings: { home, ...settings } });
  const type = await server.must<BlockType>("GET", "/block_types/slug/secret");
  const schemas = await server.must<{ id: string }[]>("POST", "/block_schemas/filter", {
    block_schemas: { block_type_id: { any_: [type.id] } },
  });
  return {
    server,
    keep: (name: string, value: unknown) =>
      server.must<BlockDocument>("POST", "/block_documents/", {
        name,
        data: { value },
        block_type_id: type.id,
        block_schema_id: schemas[0]!.id,
      }),
    read: (name: string): Promise<Answer> =>
      server.call("GET", `/block_types/slug/secret/block_documents/name/${name}?include_secrets=true`),
    report: () => server.must<SecretsReport>("GET", "/weir/secrets"),
    rotate: (new_key = true) => server.must<SecretsRotated>("POST", "/weir/secrets/rotate", { new_key }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const key = (): string => randomBytes(32).toString("base64");

test("neither the database nor its log file reveals a secret, and the key file is its owner's alone", async () => {
  const secret = `plain-${randomBytes(12).toString("hex")}`;
  const forms = [secret, Buffer.from(secret).toString("base64").slice(0, 20), Buffer.from(secret).toString("hex")];
  await using weir = await open();
  const { id } = await weir.keep("hidden", secret);
  await weir.server.must("PATCH", `/block_documents/${id}`, { data: { value: `${secret}-changed` } });
  await weir.rotate();
  const files = (await readdir(home)).filter((name) => name.startsWith("weir.db"));
  expect(files).toEqual(expect.arrayContaining(["weir.db", "weir.db-wal"]));
  for (const file of files) {
    const bytes = await readFile(join(home, file));
    for (const form of forms) expect([file, bytes.includes(form)]).toEqual([file, false]);
  }
  // The same search finds what is there: the name of the block.
  const all = await Promise.all(files.map((file) => readFile(join(home, file))));
  expect(Buffer.concat(all).includes("hidden")).toBe(true);
  expect((await stat(join(home, "encryption.key"))).mode & 0o777).toBe(0o600);
});

test("secrets are sealed under a new key while others read and write them", async () => {
  await using weir = await open();
  for (let i = 0; i < 30; i++) await weir.keep(`s-${i}`, `value-${i}`);
  const [old] = (await weir.report()).keys;
  expect(old).toMatchObject({ secrets: 30, is_present: true, seals: true });
  const [rotated] = await Promise.all([
    weir.rotate(),
    ...Array.from({ length: 10 }, (_, i) => weir.keep(`during-${i}`, `value-${i}`)),
    ...Array.from({ length: 30 }, (_, i) => weir.read(`s-${i}`)),
  ]);
  expect(rotated.locked).toEqual([]);
  expect(rotated.key).not.toBe(old!.name);
  await weir.rotate(false);
  const { keys, locked } = await weir.report();
  expect(locked).toEqual([]);
  expect(keys.find(({ name }) => name === rotated.key)).toMatchObject({ secrets: 40, seals: true });
  expect(keys.find(({ name }) => name === old!.name)).toMatchObject({ secrets: 0, is_present: true, seals: false });
  for (let i = 0; i < 30; i++) expect((await weir.read(`s-${i}`)).body.data.value).toBe(`value-${i}`);
});

test("a rotation that was cut short is finished by the next one", async () => {
  const [former, next] = [key(), key()];
  {
    await using weir = await open({ server_encryption_key: former });
    await weir.keep("one", "first-value");
  }
  await using weir = await open({ server_encryption_key: `${next},${former}` });
  await weir.keep("two", "second-value");
  expect((await weir.report()).keys.map(({ secrets }) => secrets)).toEqual([1, 1]);
  expect(await weir.rotate(false)).toMatchObject({ resealed: 1, locked: [] });
  expect(await weir.rotate(false)).toMatchObject({ resealed: 0 });
  const refused: Answer = await weir.server.call("POST", "/weir/secrets/rotate", {});
  expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining("server_encryption_key")]);
});

test("without its key a secret is named, kept and openable again; the others work", async () => {
  const [lost, other] = [key(), key()];
  let id: string;
  {
    await using weir = await open({ server_encryption_key: lost });
    ({ id } = await weir.keep("precious", "precious-value"));
  }
  {
    await using weir = await open({ server_encryption_key: other });
    await weir.keep("new", "new-value");
    const { locked } = await weir.report();
    expect(locked).toMatchObject([{ id, name: "secret/precious" }]);
    expect(await weir.rotate(false)).toMatchObject({ resealed: 0, locked: [{ name: "secret/precious" }] });
    const refused = await weir.read("precious");
    expect([refused.status, refused.body.detail]).toEqual([423, expect.stringContaining("precious cannot be opened")]);
    expect((await weir.read("new")).body.data).toEqual({ value: "new-value" });
    const list = await weir.server.must<BlockDocument[]>("POST", "/block_documents/filter", {});
    expect(list.map(({ name, data }) => [name, data])).toEqual([
      ["new", { value: "********" }],
      ["precious", {}],
    ]);
    // A change of a part would lose the rest.
    const changed = await weir.server.call("PATCH", `/block_documents/${id}`, { data: { value: "x" } });
    expect(changed.status).toBe(423);
  }
  {
    await using weir = await open({ server_encryption_key: `${other},${lost}` });
    expect((await weir.report()).locked).toEqual([]);
    expect((await weir.read("precious")).body.data).toEqual({ value: "precious-value" });
  }
  await using weir = await open({ server_encryption_key: other });
  await weir.server.must("PATCH", `/block_documents/${id!}`, {
    data: { value: "given anew" },
    merge_existing_data: false,
  });
  expect((await weir.read("precious")).body.data).toEqual({ value: "given anew" });
});

test("a key file that is none is said where a secret is needed, and nowhere else", async () => {
  {
    await using weir = await open();
    await weir.keep("one", "some-value");
  }
  const good = await readFile(join(home, "encryption.key"), "utf8");
  await writeFile(join(home, "encryption.key"), "not a key");
  {
    await using weir = await open();
    expect((await weir.read("one")).body.detail).toContain("does not hold base64 keys");
    await weir.server.must("POST", "/variables/", { name: "x", value: 1 });
  }
  await writeFile(join(home, "encryption.key"), good);
  await using weir = await open();
  expect((await weir.read("one")).status).toBe(200);
});

test("secrets of a megabyte are kept, and come back whole", async () => {
  await using weir = await open();
  const value = randomBytes(512 * 1024).toString("hex");
  await weir.keep("large", value);
  expect((await weir.read("large")).body.data.value).toBe(value);
});

test("servers that share a PostgreSQL make no key of their own", async () => {
  await using server = await testServer("postgres", { settings: { home } });
  const refused: Answer = await server.call("POST", "/weir/secrets/rotate", {});
  expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining("same keys")]);
});
