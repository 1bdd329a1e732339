/** Each built-in block, saved and loaded, against a real counterpart on loopback. */
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDatabase, startGitServer, startHttpServer } from "@weir/testkit";
// @ts-expect-error: it has no types
import S3Server from "s3rver";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  AwsCredentials,
  DockerRegistry,
  Email,
  GitHub,
  GitHubCredentials,
  GitLab,
  GitLabCredentials,
  JSON as JsonBlock,
  KubernetesCluster,
  LocalFileSystem,
  MinioCredentials,
  PostgresConnection,
  S3,
  Secret,
  Slack,
  Webhook,
} from "../src/blocks/builtin/index.ts";
import { InvalidBlock } from "../src/index.ts";
import { bench } from "./support.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "weir-blocks-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** What a site was asked for. */
interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

test("their schemas are those of the reference: the server finds the checksums that clients know", async () => {
  await bench(async ({ api }) => {
    const checksums = {
      secret: "c078ed9c1e813e224c0b353d7ad4564a11d51d3198d9ac0686478165a1911c78",
      webhook: "58bb03f0d84592252ad568ed9a8c899792ae5d0ad2dd4a2428e99674f9050cf1",
      "slack-webhook": "415bae7e5906d98e387f8848ccdfd3f3b9cdf01624f08ca228709e1193ac005f",
      "local-file-system": "0fc8b7f936f38f465715ef2df4a817ac9fe38b80bb01d5c6c9649a6da6ae6971",
      "github-repository": "3d2b2de1cd9336264ccc73f7078264d9053dc956941136516e18050c9953abf0",
      "docker-registry-credentials": "d5cbcfdf092e1f904ea26c274fcd0f23d86ecbbd0afae0f254f575ac3e40915d",
      "email-server-credentials": "56d6491f4b2d4aaae5ce604652416f44d0c8fa39ca68c5f747aee7cb518a41d0",
      "kubernetes-cluster-config": "90d421e948bfbe4cdc98b124995f0edd0f84b0837549ad1390423bad8e31cf3b",
    };
    const kinds = [Secret, Webhook, Slack, LocalFileSystem, GitHub, DockerRegistry, Email, KubernetesCluster];
    for (const kind of kinds) await kind.register();
    for (const [slug, checksum] of Object.entries(checksums)) {
      const schema = await api.blockSchemas.readByChecksum({ checksum: `sha256:${checksum}` });
      expect(schema.block_type!.slug).toBe(slug);
    }
  });
});

test("Secret keeps a text or JSON, JSON keeps what is no secret", async () => {
  await bench(async ({ api }) => {
    await (await Secret.create({ value: "the-secret-text" })).save("text");
    await (await Secret.create({ value: { user: "me", password: "the-secret-part" } })).save("object");
    expect((await Secret.load("text")).get()).toBe("the-secret-text");
    const object = await Secret.load("object");
    expect(object.get<{ user: string }>().user).toBe("me");
    expect((await api.blockDocuments.read({ id: object.blockId! })).data).toEqual({ value: "********" });
    await (await JsonBlock.create({ value: [1, { a: null }] })).save("plain");
    expect((await JsonBlock.load("plain")).data.value).toEqual([1, { a: null }]);
  });
});

test("LocalFileSystem reads and writes below its folder, and nowhere else", async () => {
  await bench(async () => {
    await (await LocalFileSystem.create({ basepath: join(folder, "files") })).save("files");
    const files = await LocalFileSystem.load("files");
    await files.write("a/one.txt", "1");
    await files.write("two.bin", new Uint8Array([0, 255]));
    expect(await files.list()).toEqual(["a/one.txt", "two.bin"]);
    expect(await readFile(join(folder, "files/a/one.txt"), "utf8")).toBe("1");
    expect([...(await files.read("two.bin"))]).toEqual([0, 255]);
    await files.remove("two.bin");
    await files.remove("two.bin");
    expect(await files.list("a")).toEqual(["a/one.txt"]);
    await expect(async () => files.read("../outside")).rejects.toThrow("leads out of");
  });
});

test("S3 reads, writes, lists and removes in a bucket", async () => {
  const server = new S3Server({
    port: 0,
    address: "127.0.0.1",
    silent: true,
    directory: join(folder, "s3"),
    configureBuckets: [{ name: "numbers" }],
  });
  const { port } = await server.run();
  try {
    await bench(async () => {
      const aws_client_parameters = { endpoint_url: `http://127.0.0.1:${port}` };
      const login = { minio_root_user: "S3RVER", minio_root_password: "S3RVER" };
      const credentials = await MinioCredentials.create({ ...login, aws_client_parameters });
      await (await S3.create({ bucket_name: "numbers", bucket_folder: "2024", credentials })).save("numbers");
      const files = await S3.load("numbers");
      await files.write("a/b & c.txt", "42");
      await files.write("z.bin", new Uint8Array([0, 255]));
      expect(await files.list()).toEqual(["a/b & c.txt", "z.bin"]);
      expect(await files.list("a")).toEqual(["a/b & c.txt"]);
      expect([...(await files.read("z.bin"))]).toEqual([0, 255]);
      expect(new TextDecoder().decode(await files.read("a/b & c.txt"))).toBe("42");
      await files.remove("z.bin");
      await expect(files.read("z.bin")).rejects.toThrow("404 NoSuchKey");
      const wrong = await AwsCredentials.create({
        aws_access_key_id: "somebody",
        aws_secret_access_key: "else",
        aws_client_parameters,
      });
      const refused = await S3.create({ bucket_name: "numbers", credentials: wrong });
      await expect(refused.list()).rejects.toThrow("403");
    });
  } finally {
    await server.close();
  }
});

test("GitHub and GitLab clone from a server that wants their token", async () => {
  await using server = await startGitServer("x-access-token:github-token-1", "oauth2:gitlab-token-1");
  await server.commit("team/code", { "flow.txt": "first" });
  await server.git("team/code", "tag", "first");
  await server.commit("team/code", { "flow.txt": "second" });
  await bench(async () => {
    const url = `${server.url}/team/code.git`;
    const token = await GitHubCredentials.create({ token: "github-token-1" });
    await (await GitHub.create({ repository_url: url, credentials: token })).save("code");
    await (await GitHub.load("code")).clone(join(folder, "hub"));
    expect(await readFile(join(folder, "hub/flow.txt"), "utf8")).toBe("second");
    expect(await readFile(join(folder, "hub/.git/config"), "utf8")).not.toContain("token");
  });
  await bench(async () => {
    const url = `${server.url}/team/code.git`;
    const token = await GitLabCredentials.create({ token: "gitlab-token-1" });
    await (await GitLab.create({ repository: url, reference: "first", credentials: token })).save("code");
    await (await GitLab.load("code")).clone(join(folder, "lab"));
    expect(await readFile(join(folder, "lab/flow.txt"), "utf8")).toBe("first");
    const wrong = await GitLab.create({
      repository: url,
      credentials: await GitLabCredentials.create({ token: "another-token" }),
    });
    await expect(wrong.clone(join(folder, "refused"))).rejects.toThrow("does not accept the credentials");
  });
});

test("Slack and Webhook call their addresses, and no private one if told so", async () => {
  const asked: Asked[] = [];
  await using there = await startHttpServer((request, response) => {
    void textOf(request).then((body) => {
      asked.push({ method: request.method, url: request.url, headers: request.headers, body });
      response.writeHead(request.url === "/gone" ? 410 : 200).end("heard");
    });
  });
  await bench(async () => {
    await (await Slack.create({ url: `${there.url}/hook` })).save("team");
    await (await Slack.load("team")).notify("all is well", "Nightly");
    expect(JSON.parse(asked[0]!.body)).toEqual({ text: "*Nightly*\nall is well" });
    await expect((await Slack.create({ url: `${there.url}/gone` })).notify("x")).rejects.toThrow("410");

    const headers = { "x-key": "header-secret" };
    await (await Webhook.create({ url: `${there.url}/put`, method: "PUT", headers })).save("hook");
    const answer = await (await Webhook.load("hook")).call({ a: 1 });
    expect([answer.status, answer.body]).toEqual([200, "heard"]);
    expect(asked[2]).toMatchObject({
      method: "PUT",
      url: "/put",
      body: '{"a":1}',
      headers: { "x-key": "header-secret" },
    });

    for (const url of [there.url, "http://[::1]/", "http://localhost:1/"]) {
      const careful = await Webhook.create({ url, allow_private_urls: false });
      await expect(careful.call()).rejects.toThrow("private network");
    }
    await expect(Webhook.create({ url: there.url, method: "SHOUT" as never })).rejects.toThrow(InvalidBlock);
    expect(asked).toHaveLength(3);
  });
});

test("Email sends by a server that wants a login", async () => {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: ({ username, password }, _session, done) =>
      username === "me@here" && password === "mail-password" ? done(null, { user: username }) : done(new Error("no")),
    onData: (stream, _session, done) => {
      let text = "";
      stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
      stream.on("end", () => done(null, void mails.push(text) as never));
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port: smtp_port } = server.server.address() as AddressInfo;
  try {
    await bench(async () => {
      const where = { smtp_server: "127.0.0.1", smtp_type: "INSECURE", smtp_port };
      await (await Email.create({ ...where, username: "me@here", password: "mail-password" })).save("mail");
      const attachments = [{ filename: "numbers.csv", content: "1,2" }];
      await (await Email.load("mail")).send({ to: ["you@there"], subject: "Done", text: "All of it.", attachments });
      expect(mails).toHaveLength(1);
      for (const part of ["From: me@here", "To: you@there", "Subject: Done", "All of it.", "numbers.csv"])
        expect(mails[0]).toContain(part);
      const wrong = await Email.create({ ...where, username: "me@here", password: "not this" });
      await expect(wrong.send({ to: "you@there", subject: "x" })).rejects.toThrow();
    });
  } finally {
    await new Promise<void>((done) => server.close(done));
  }
});

test("PostgresConnection asks a real PostgreSQL", async () => {
  await using database = await createDatabase("postgres");
  const url = new URL(database.url);
  await bench(async () => {
    const data = {
      driver: "postgresql+psycopg2",
      host: url.hostname,
      port: url.port,
      username: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password) || null,
      database: url.pathname.slice(1),
    };
    await (await PostgresConnection.create(data)).save("numbers");
    const numbers = await PostgresConnection.load("numbers");
    expect(await numbers.query("select $1::int + 1 as n", [41])).toEqual([{ n: 42 }]);
    const whole = await PostgresConnection.create({
      url: database.url.replace(/^postgres(ql)?:/, "postgresql+asyncpg:"),
    });
    await using client = await whole.connect();
    expect((await client.query("select current_database() as name")).rows).toEqual([{ name: data.database }]);
    const mysql = await PostgresConnection.create({ driver: "mysql+pymysql", host: "x" });
    await expect(mysql.query("select 1")).rejects.toThrow("no driver of PostgreSQL");
  });
});

test("DockerRegistry logs in, directly or for a token", async () => {
  const basic = `Basic ${Buffer.from("me:registry-password").toString("base64")}`;
  await using there = await startHttpServer((request, response) => {
    const { authorization } = request.headers;
    if (request.url?.startsWith("/token")) {
      const isGood = authorization === basic && request.url.includes("service=images");
      response.writeHead(isGood ? 200 : 401).end(JSON.stringify({ token: "short-lived-token" }));
    } else if (authorization === "Bearer short-lived-token") response.end("{}");
    else {
      const challenge = `Bearer realm="http://${request.headers.host}/token",service="images"`;
      response.writeHead(401, { "www-authenticate": challenge }).end();
    }
  });
  await using simple = await startHttpServer((request, response) => {
    response.writeHead(request.headers.authorization === basic ? 200 : 401).end();
  });
  await bench(async () => {
    const login = { username: "me", password: "registry-password" };
    for (const { url } of [there, simple]) {
      await (await DockerRegistry.create({ ...login, registry_url: url })).save("images", { overwrite: true });
      const registry = await DockerRegistry.load("images");
      await registry.check();
      expect(registry.auth()).toEqual({ ...login, serveraddress: url });
      const wrong = await DockerRegistry.create({ ...login, password: "another", registry_url: url });
      await expect(wrong.check()).rejects.toThrow("refused me");
    }
  });
});

test("KubernetesCluster asks the API of its context as its user", async () => {
  await using there = await startHttpServer((request, response) => {
    const isKnown = request.headers.authorization === "Bearer cluster-token";
    response.writeHead(isKnown ? 200 : 401).end(JSON.stringify({ path: request.url }));
  });
  await bench(async ({ api }) => {
    const config = {
      clusters: [{ name: "c", cluster: { server: there.url } }],
      users: [
        { name: "good", user: { token: "cluster-token" } },
        { name: "program", user: { exec: { command: "aws" } } },
      ],
      contexts: [
        { name: "prod", context: { cluster: "c", user: "good" } },
        { name: "odd", context: { cluster: "c", user: "program" } },
      ],
    };
    await (await KubernetesCluster.create({ config, context_name: "prod" })).save("prod");
    const cluster = await KubernetesCluster.load("prod");
    const answer = await cluster.request("/version");
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { path: "/version" }]);
    expect(cluster.kubeConfig()["current-context"]).toBe("prod");
    const shown = await api.blockDocuments.read({ id: cluster.blockId! });
    expect(JSON.stringify(shown.data)).not.toContain("cluster-token");
    await expect(async () =>
      (await KubernetesCluster.create({ config, context_name: "odd" })).request("/"),
    ).rejects.toThrow("logs in by a program");
    await expect(async () =>
      (await KubernetesCluster.create({ config, context_name: "none" })).request("/"),
    ).rejects.toThrow("no context none");
  });
});

test("a reference to a file is used like the secret itself", async () => {
  const file = join(folder, "hook-url");
  await using there = await startHttpServer((_request, response) => response.end("ok"));
  await writeFile(file, `${there.url}\n`);
  await bench(async ({ api }) => {
    const { blockId } = await (await Webhook.create({ url: `file://${file}` })).save("from-file");
    expect((await (await Webhook.load("from-file")).call()).body).toBe("ok");
    expect((await api.blockDocuments.read({ id: blockId! }, { include_secrets: true })).data!["url"]).toBe(
      `file://${file}`,
    );
  });
});
