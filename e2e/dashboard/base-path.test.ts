/** The dashboard works below a path, behind a reverse proxy that takes the path away. */
import { createServer, request, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import { startWeir } from "@weir/testkit";
import { expect, test } from "vitest";
import { openBrowser, openView } from "./browser.ts";

const PREFIX = "/tools/weir";

/** What any reverse proxy does, for requests and for sockets. */
async function proxyTo(target: URL): Promise<{ url: string } & AsyncDisposable> {
  const strip = (path = ""): string | undefined =>
    path.startsWith(`${PREFIX}/`) ? path.slice(PREFIX.length) : undefined;
  const proxy: Server = createServer((asked, answer) => {
    const path = strip(asked.url);
    if (path === undefined) return void answer.writeHead(404).end();
    const headers = { ...asked.headers, "x-forwarded-prefix": PREFIX };
    const forwarded = request(new URL(path, target), { method: asked.method ?? "GET", headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(answer);
    });
    forwarded.on("error", () => answer.destroy());
    asked.pipe(forwarded);
  });
  const sockets = new Set<Socket>();
  proxy.on("upgrade", (asked, client: Socket) => {
    const server = connect(Number(target.port), target.hostname, () => {
      const headers = Object.entries(asked.headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
      server.write(`GET ${strip(asked.url) ?? "/"} HTTP/1.1\r\n${headers.join("")}\r\n`);
      server.pipe(client).pipe(server);
    });
    for (const socket of [server, client]) sockets.add(socket.on("error", () => {}));
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}${PREFIX}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

test("pages, requests and the live socket stay below the path", async () => {
  await using weir = await startWeir();
  await using proxy = await proxyTo(new URL(weir.url));
  await using browser = await openBrowser();
  await using view = await openView(browser, `${proxy.url}/`);
  const { page } = view;
  await page.getByText("Welcome to Weir").waitFor();
  await page.locator('[data-live="live"]').waitFor();
  expect(new URL(page.url()).pathname).toMatch(new RegExp(`^${PREFIX}/?$`));
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  await page.getByText("No runs yet").waitFor();
  expect(new URL(page.url()).pathname).toBe(`${PREFIX}/runs`);
  await page.reload();
  await page.getByText("No runs yet").waitFor();
  expect(view.problems).toEqual([]);
});
