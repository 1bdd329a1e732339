/** Results in blocks that keep files, and in other forms than JSON. */
import { client, type Transport } from "@weir/client";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
// @ts-expect-error: it has no types
import S3Server from "s3rver";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LocalFileSystem, MinioCredentials, S3, Secret } from "../src/blocks/builtin/index.ts";
import { flow, isCached, MissingResult, type ResultStorage, serializers, task, transaction } from "../src/index.ts";
import { Backend, openEmbedded, withBackend } from "../src/internal.ts";
import { resultReference, type ResultReference } from "../src/results/result-store.ts";
import { readSettings } from "../src/settings.ts";
import { bench, type Bench } from "./support.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weir-results-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const LONG = "x".repeat(70_000);

const localStorage = async (name: string) =>
  (await LocalFileSystem.create({ basepath: join(folder, name) })).save(name, { overwrite: true });

/** What the state of the only task run of a flow's only run says of its result. */
async function referenceOf({ runsOf, tasksOf }: Bench, name: string): Promise<ResultReference> {
  const [run] = await runsOf(name);
  const [taskRun] = await tasksOf(run!.id);
  return resultReference(taskRun!.state!.data)!;
}

/** A second machine: with files of its own, on the same server. */
async function elsewhere<T>(backend: Backend, work: (other: Backend) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), "weir-elsewhere-"));
  const transport: Transport = {
    request: (request) => backend.api.transport.request(request),
    sendEvents: (events) => backend.api.transport.sendEvents(events),
    close: () => Promise.resolve(),
  };
  const other = new Backend(client({ transport }), { ...backend.settings, home });
  try {
    await other.api.admin.readVersion();
    return await withBackend(other, () => work(other));
  } finally {
    await other.close();
    await rm(home, { recursive: true, force: true });
  }
}

describe("in a block that keeps files", () => {
  test("they are read from any machine", () =>
    bench(async (own) => {
      const storage = await localStorage("shared");
      const make = task({ name: "make", result: { storage } }, () => ({ at: new Date(0), text: LONG }));
      await flow({ name: "keeps" }, async () => void (await make()))();
      await own.backend.flush();
      const reference = await referenceOf(own, "keeps");
      expect(reference).toMatchObject({ storage_block_id: storage.blockId, serializer: { type: "json" } });
      expect(JSON.parse(await readFile(join(folder, "shared", reference.storage_key), "utf8"))).toMatchObject({
        metadata: { storage_block_id: storage.blockId },
      });
      await elsewhere(own.backend, async ({ results }) =>
        expect(await results.load(reference)).toEqual({ at: new Date(0), text: LONG }),
      );
      await rm(join(folder, "shared"), { recursive: true });
      await expect(own.backend.results.load(reference)).rejects.toThrow(MissingResult);
    }));

  test("cached ones too, however long, and nothing is left on the machine", () =>
    bench(async ({ backend, home }) => {
      const calls: number[] = [];
      const make = task(
        { name: "make", cache: {}, result: { storage: () => localStorage("cached") } },
        (of: number) => {
          calls.push(of);
          return LONG;
        },
      );
      const run = flow({ name: "caches" }, () => make.state(1));
      expect(isCached(await run.state())).toBe(false);
      await elsewhere(backend, async () => {
        const state = await flow({ name: "asks" }, async () => isCached(await make.state(1)))();
        expect(state).toBe(true);
      });
      expect(calls).toEqual([1]);
      expect(await readdir(join(home, "storage")).catch(() => [])).toEqual([]);
    }));

  test("an S3 bucket is one", async () => {
    const server = new S3Server({
      port: 0,
      address: "127.0.0.1",
      silent: true,
      directory: join(folder, "s3"),
      configureBuckets: [{ name: "results" }],
    });
    const { port } = await server.run();
    try {
      await bench(async (own) => {
        const credentials = await MinioCredentials.create({
          minio_root_user: "S3RVER",
          minio_root_password: "S3RVER",
          aws_client_parameters: { endpoint_url: `http://127.0.0.1:${port}` },
        });
        const bucket = await S3.create({ bucket_name: "results", bucket_folder: "weir", credentials });
        const storage = await bucket.save("results");
        let calls = 0;
        const make = task({ name: "make", cache: {}, result: { storage } }, () => `${(calls += 1)}${LONG}`);
        const twice = flow({ name: "bucket" }, async () => [await make(), await make()].map((text) => text[0]));
        expect(await twice()).toEqual(["1", "1"]);
        const [path] = await storage.list();
        expect(path).toBeDefined();
        await own.backend.flush();
        await elsewhere(own.backend, async ({ results }) => {
          const [run] = await own.runsOf("bucket");
          const [first] = await own.tasksOf(run!.id);
          expect(await results.load(resultReference(first!.state!.data)!)).toBe(`1${LONG}`);
        });
      });
    } finally {
      await server.close();
    }
  });

  test("they are gone with their transaction", () =>
    bench(async () => {
      const storage = await localStorage("undone");
      const make = task({ name: "make", result: { storage } }, () => 1);
      const undone = flow({ name: "undone" }, () =>
        transaction(async () => {
          await make();
          throw new Error("no");
        }),
      );
      await expect(undone()).rejects.toThrow("no");
      expect(await storage.list().catch(() => [])).toEqual([]);
    }));

  test("a storage is loaded once and when it is needed; one that could not be loaded is tried again", () =>
    bench(async ({ backend }) => {
      let loads = 0;
      const storage = async () => {
        if ((loads += 1) === 1) throw new Error("not yet");
        return localStorage("late");
      };
      const make = task({ name: "make", result: { storage } }, (of: number) => of);
      expect(loads).toBe(0);
      const run = flow({ name: "lazy" }, async () => {
        for (const of of [1, 2, 3]) await make(of);
      });
      await run();
      expect(loads).toBe(2);
      await backend.flush();
    }));

  test("a block that is not saved is named; the task completes all the same", () =>
    bench(async (own) => {
      const storage = await LocalFileSystem.create({ basepath: folder });
      const make = task({ name: "make", result: { storage } }, () => 7);
      expect(await flow({ name: "unsaved" }, () => make())()).toBe(7);
      await own.backend.flush();
      const [run] = await own.runsOf("unsaved");
      const logs = await own.api.logs.filter({ logs: { flow_run_id: { any_: [run!.id] } } });
      expect(logs.map(({ message }) => message).join("\n")).toContain(
        "the result could not be kept: TypeError: the block local-file-system/(new) is not saved",
      );
    }, "warn"));

  test("a storage that fails is told of, and what was kept in a block of another type is a missing result", () =>
    bench(async (own) => {
      const storage: ResultStorage = {
        ...{ blockId: "00000000-0000-4000-8000-000000000001", reference: "own/broken" },
        read: () => Promise.reject(new Error("the disk is on fire")),
        write: () => Promise.reject(new Error("the disk is on fire")),
        remove: () => Promise.resolve(),
      };
      const make = task({ name: "make", cache: {}, result: { storage } }, () => 7);
      expect(await flow({ name: "broken" }, () => make())()).toBe(7);
      const secret = await (await Secret.create({ value: "the-secret" })).save("other");
      const reference = { storage_key: "k", storage_block_id: secret.blockId! } as ResultReference;
      await expect(own.backend.results.load(reference)).rejects.toThrow(
        "secret/other is of a type that keeps no files which this program could read",
      );
    }));
});

describe("in another form", () => {
  const cyclic: Record<string, unknown> = { name: "cyclic" };
  cyclic["self"] = cyclic;

  test.each([
    ["compressed/json", serializers.compressed, { rows: LONG, at: new Date(0) }],
    ["weir/structured-clone", serializers.structuredClone, cyclic],
    ["test/upper", { type: "test/upper", encode: String, decode: (text: string) => text.toUpperCase() }, "loud"],
  ])("%s is written and read", (type, serializer, value) =>
    bench(async (own) => {
      const make = task({ name: "make", result: { serializer } }, () => value);
      await flow({ name: "forms" }, async () => void (await make()))();
      await own.backend.flush();
      const reference = await referenceOf(own, "forms");
      expect(reference.serializer["type"]).toBe(type);
      expect((await readFile(reference.storage_key, "utf8")).length).toBeLessThan(10_000);
      expect(await own.backend.results.load(reference)).toEqual(type === "test/upper" ? "LOUD" : value);
    }),
  );

  test("a cached result that was kept in another form is read as it was kept", () =>
    bench(async () => {
      const calls: string[] = [];
      const make = (form: string, serializer: (typeof serializers)[keyof typeof serializers]) =>
        task({ name: "make", cache: { policy: () => "one-key" }, result: { serializer } }, () => calls.push(form));
      const run = flow({ name: "changes" }, async () => {
        await make("json", serializers.json)();
        await make("again", serializers.json)();
        await make("clone", serializers.structuredClone)();
      });
      await run();
      expect(calls).toEqual(["json"]);
    }));

  test("and what was kept in a form is not taken for a value of another", () =>
    bench(async ({ backend }) => {
      const own = { type: "test/plain", encode: String, decode: (text: string) => text };
      const make = (serializer: typeof own | typeof serializers.json) =>
        task({ name: "make", cache: { policy: () => "one-key" }, result: { serializer } }, () => "made");
      await flow({ name: "first" }, () => make(serializers.json)())();
      await elsewhere(backend, async () => expect(await flow({ name: "second" }, () => make(own)())()).toBe("made"));
    }));

  test("a form that nobody here knows is a missing result, and Weir's own names are taken", () =>
    bench(async ({ backend }) => {
      await expect(backend.results.load({ storage_key: join(folder, "none") } as ResultReference)).rejects.toThrow(
        "is not there any more",
      );
      const own = { ...serializers.json };
      expect(() => task({ name: "t", result: { serializer: own } }, () => 1)).toThrow("cannot be named json");
    }));
});

test("`persistResult: false` wins", () =>
  bench(async (own) => {
    const make = task(
      { name: "make", persistResult: false, result: { storage: () => localStorage("never") } },
      () => LONG,
    );
    await flow({ name: "off" }, async () => void (await make()))();
    await own.backend.flush();
    const [run] = await own.runsOf("off");
    const [taskRun] = await own.tasksOf(run!.id);
    expect(resultReference(taskRun!.state!.data)).toBeUndefined();
  }));

test("a server that was not asked for blocks before is asked for them", async () => {
  const home = await mkdtemp(join(tmpdir(), "weir-results-home-"));
  const transport = await openEmbedded(home);
  const backend = new Backend(client({ transport }), { ...readSettings(), home, log_level: "critical" });
  const unknown = { storage_key: "k", storage_block_id: "00000000-0000-4000-8000-000000000009" } as ResultReference;
  await expect(backend.results.load(unknown)).rejects.toThrow(MissingResult);
  await backend.close();
  await rm(home, { recursive: true, force: true });
});
