/** What tells others whether a worker is well: `GET /health`, as container platforms ask. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Membership } from "./membership.ts";

export interface Health extends AsyncDisposable {
  readonly url: string;
}

/** Signs of life that may fail to get through before a worker counts as unwell. */
const MISSED = 3;

/**
 * Answers 200 as long as the server hears the worker, and 503 otherwise.
 *
 * @throws Error if the address cannot be listened on
 */
export async function serveHealth(
  membership: Pick<Membership, "heardAt">,
  { host, port, heartbeatSeconds }: { readonly host: string; readonly port: number; readonly heartbeatSeconds: number },
): Promise<Health> {
  const server = createServer((request, response) => {
    if (request.method !== "GET" || request.url !== "/health") {
      response.writeHead(404).end();
      return;
    }
    const { heardAt } = membership;
    const seconds = heardAt === undefined ? undefined : Math.round((Date.now() - heardAt) / 1000);
    const isWell = seconds !== undefined && seconds < MISSED * heartbeatSeconds;
    const message = isWell ? "OK" : `the server has not heard the worker ${seconds ? `for ${seconds} s` : "yet"}`;
    response.writeHead(isWell ? 200 : 503, { "content-type": "application/json" }).end(JSON.stringify({ message }));
  }).listen(port, host);
  await once(server, "listening");
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}/health`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
