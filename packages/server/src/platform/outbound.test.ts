import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { callOut, isPrivateAddress, OutboundError } from "./outbound.ts";

/** A server on loopback that answers as it is told; counts the requests. */
async function sink(listener: RequestListener) {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    listener(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    get requests() {
      return requests;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const get = { method: "GET", allowPrivate: true };

describe("private addresses", () => {
  it.each([
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:a9fe:a9fe",
    "::7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2001::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
  ])("%s is one", (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each(["1.1.1.1", "172.15.0.1", "172.32.0.1", "192.169.0.1", "100.128.0.1", "2606:4700::1111", "2001:4860::8888"])(
    "%s is none",
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );

  it("are refused however they are written, before anything is sent", async () => {
    await using server = await sink((_, response) => response.end());
    for (const host of ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"]) {
      const call = callOut({ method: "GET", url: `http://${host}:${server.port}/` });
      await expect(call, host).rejects.toThrow(/is a private address/);
    }
    expect(server.requests).toBe(0);
    expect(await callOut({ ...get, url: server.url })).toMatchObject({ status: 200 });
    expect(server.requests).toBe(1);
  });
});

describe("answers", () => {
  it("tell status, headers and body; what was sent arrives whole", async () => {
    await using server = await sink((request, response) => {
      response.writeHead(201, { "x-method": request.method });
      request.pipe(response);
    });
    const answer = await callOut({ ...get, method: "PUT", url: server.url, body: "🦆", headers: { "x-a": "b" } });
    expect(answer).toMatchObject({ status: 201, headers: { "x-method": "PUT" }, body: "🦆" });
  });

  it("that send somewhere else are not followed", async () => {
    await using server = await sink((_, response) => response.writeHead(302, { location: "/" }).end());
    expect(await callOut({ ...get, url: server.url })).toMatchObject({ status: 302 });
    expect(server.requests).toBe(1);
  });

  it.each<[string, RequestListener]>([
    ["never come", () => undefined],
    ["never end", (_, response) => void response.write("a")],
  ])("that %s are waited for no longer than allowed", async (_, listener) => {
    await using server = await sink(listener);
    const call = callOut({ ...get, url: server.url, timeout: 200 });
    await expect(call).rejects.toThrow(new OutboundError("no answer in 0.2 s"));
  });

  it("that go on for gigabytes are cut", async () => {
    const piece = Buffer.alloc(64 * 1024, "a");
    let sent = 0;
    let closed: Promise<unknown> | undefined;
    await using server = await sink((_, response) => {
      closed = once(response, "close");
      const send = (): void => {
        while (sent < 4e9 && !response.destroyed) {
          sent += piece.length;
          if (!response.write(piece)) return void response.once("drain", send);
        }
        response.end();
      };
      send();
    });
    const { body } = await callOut({ ...get, url: server.url });
    expect(body).toBe("a".repeat(64 * 1024));
    await closed;
    expect(sent).toBeLessThan(100e6);
  });

  it("that are cut off by the other side fail", async () => {
    await using server = await sink((request) => request.socket.destroy());
    await expect(callOut({ ...get, url: server.url })).rejects.toThrow(OutboundError);
  });
});

it.each([
  ["no address", { url: "hello" }],
  ["another protocol", { url: "file:///etc/passwd" }],
  ["a method that is none", { url: "http://127.0.0.1:9/", method: "GE T" }],
  ["a header over two lines", { url: "http://127.0.0.1:9/", headers: { a: "b\r\nc: d" } }],
])("%s is refused", async (_, more) => {
  await expect(callOut({ ...get, ...more })).rejects.toThrow(OutboundError);
});

describe("names that are somebody else's", () => {
  /** A resolver that says one address after the other, and how often it was asked. */
  const resolving = (...answers: readonly (readonly string[])[]) => {
    let asked = 0;
    const resolve: NonNullable<Parameters<typeof callOut>[1]> = (_host, _options, callback) =>
      callback(
        null,
        answers[Math.min(asked++, answers.length - 1)]!.map((address) => ({ address, family: 4 })),
      );
    return { resolve, asked: () => asked };
  };

  it("are looked up once: one that is public when it is checked cannot be private when it is called", async () => {
    await using server = await sink((_, response) => response.end("the inside"));
    // 192.0.2.0/24 is nobody's (RFC 5737): nothing answers there.
    const { resolve, asked } = resolving(["192.0.2.1"], ["127.0.0.1"]);
    const url = `http://rebound.example:${new URL(server.url).port}/`;
    const call = callOut({ method: "GET", url, allowPrivate: false, timeout: 300 }, resolve);
    await expect(call).rejects.toThrow(OutboundError);
    expect([asked(), server.requests]).toEqual([1, 0]);
  });

  it("are refused if any of their addresses is private", async () => {
    await using server = await sink((_, response) => response.end("the inside"));
    const { resolve } = resolving(["192.0.2.1", "127.0.0.1"]);
    const url = `http://both.example:${new URL(server.url).port}/`;
    const call = callOut({ method: "GET", url, allowPrivate: false, timeout: 300 }, resolve);
    await expect(call).rejects.toThrow("both.example is a private address");
    expect(server.requests).toBe(0);
  });
});
