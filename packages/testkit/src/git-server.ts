/** A git repository on loopback, served by git itself, with or without a password. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface GitServer extends AsyncDisposable {
  /** `http://127.0.0.1:port`; repositories are below it: `/code.git`. */
  readonly url: string;
  /** What clients have logged in with, as `user:password`. */
  readonly logins: ReadonlySet<string>;
  /** Requests so far. */
  readonly requests: number;
  /** Writes files into a repository, made if need be, on a branch (`main`); gives the commit. */
  commit(repository: string, files: Readonly<Record<string, string>>, branch?: string): Promise<string>;
  /** Runs git in the working copy of a repository; what it changes is pushed. */
  git(repository: string, ...words: readonly string[]): Promise<string>;
}

/** @param accepted each as `user:password`; none: everybody may read */
export async function startGitServer(...accepted: readonly string[]): Promise<GitServer> {
  const root = await mkdtemp(join(tmpdir(), "weir-git-"));
  const logins = new Set<string>();
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const given = /^Basic (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    const login = given === undefined ? undefined : Buffer.from(given, "base64").toString();
    if (login !== undefined) logins.add(login);
    if (accepted.length > 0 && !(login !== undefined && accepted.includes(login)))
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
    else void serve(request, response, root);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const git = async (repository: string, ...words: readonly string[]): Promise<string> => {
    const cwd = join(root, "work", repository);
    const identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
    const { stdout } = await run("git", [...identity, ...words], { cwd });
    await run("git", ["push", "--quiet", "--mirror", join(root, `${repository}.git`)], { cwd });
    return stdout.trim();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    logins,
    get requests() {
      return requests;
    },
    git,
    async commit(repository, files, branch = "main") {
      const work = join(root, "work", repository);
      const isNew = !(await run("git", ["rev-parse"], { cwd: work }).then(Boolean, () => false));
      if (isNew) {
        await mkdir(work, { recursive: true });
        await run("git", ["init", "--quiet", "-b", branch], { cwd: work });
        await run("git", ["init", "--quiet", "--bare", "-b", branch, join(root, `${repository}.git`)]);
      } else await run("git", ["checkout", "--quiet", "-B", branch], { cwd: work });
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(work, name)), { recursive: true });
        await writeFile(join(work, name), text);
      }
      await run("git", ["add", "--all"], { cwd: work });
      await git(repository, "commit", "--quiet", "--message", "as told");
      return git(repository, "rev-parse", "HEAD");
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** By git's own program for web servers (CGI). */
async function serve(request: IncomingMessage, response: ServerResponse, root: string): Promise<void> {
  const { pathname, search } = new URL(request.url!, "http://localhost");
  const { headers } = request;
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env["PATH"],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      REMOTE_ADDR: "127.0.0.1",
      CONTENT_TYPE: headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(headers["git-protocol"] ?? ""),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(child.stdin).on("error", () => {}); // it may answer before it has read everything
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  const answer = Buffer.concat(chunks);
  const end = answer.indexOf("\r\n\r\n");
  for (const line of answer.subarray(0, end).toString().split("\r\n")) {
    const [name, value] = line.split(": ") as [string, string];
    if (name === "Status") response.statusCode = Number.parseInt(value);
    else response.setHeader(name, value);
  }
  response.end(answer.subarray(end + 4));
}
