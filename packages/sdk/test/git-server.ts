/** A git server over HTTP: git's own `http-backend`, behind a login. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";

/** @param repositories who may read each, as `user:password`; each has a tag `first` and a later commit */
export async function gitServer(
  root: string,
  repositories: Readonly<Record<string, readonly string[]>>,
): Promise<{ url: string } & AsyncDisposable> {
  for (const path of Object.keys(repositories)) makeRepository(root, path);
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url!, "http://x");
    const users = Object.entries(repositories).find(([path]) => pathname.startsWith(`${path}/`))?.[1] ?? [];
    const logins = users.map((user) => `Basic ${Buffer.from(user).toString("base64")}`);
    if (!logins.includes(request.headers.authorization ?? "")) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
      return;
    }
    const backend = spawn("git", ["http-backend"], {
      env: {
        PATH: process.env["PATH"],
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: "1",
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers["content-type"],
        HTTP_CONTENT_ENCODING: request.headers["content-encoding"],
        GIT_PROTOCOL: request.headers["git-protocol"] as string | undefined,
        REMOTE_USER: "somebody",
      },
    });
    request.pipe(backend.stdin);
    const chunks: Buffer[] = [];
    backend.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    backend.on("close", () => {
      const answer = Buffer.concat(chunks);
      const end = answer.indexOf("\r\n\r\n");
      const headers = Object.fromEntries(
        answer
          .subarray(0, end)
          .toString()
          .split("\r\n")
          .map((line) => line.split(": ") as [string, string]),
      );
      response.writeHead(Number(headers["Status"]?.slice(0, 3) ?? 200), headers).end(answer.subarray(end + 4));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function makeRepository(root: string, path: string): void {
  const work = join(root, `work${path}`);
  mkdirSync(work, { recursive: true });
  const git = (...args: string[]): void => {
    const who = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com", "-c", "init.defaultBranch=main"];
    execFileSync("git", [...who, ...args], { cwd: work, stdio: "ignore" });
  };
  git("init");
  for (const content of ["first", "second"]) {
    writeFileSync(join(work, "flow.txt"), content);
    git("add", ".");
    git("commit", "-m", content);
    if (content === "first") git("tag", "first");
  }
  mkdirSync(dirname(join(root, path)), { recursive: true });
  git("clone", "--bare", work, join(root, path));
}
