/** A real TCP connection in between, which can be cut. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Breaks every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Lets connections through again, to this port from now on if one is given. */
  restore(targetPort?: number): Promise<void>;
  /**
   * Called with all that clients send, before it is passed on. What it gives is done to that connection: "drop" passes
   * the piece on but never the answer, "break" not even the piece.
   */
  onSent: ((piece: string) => "pass" | "drop" | "break") | undefined;
}

/** A proxy on a free port of 127.0.0.1. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const open = new Set<Socket>();
  let target = targetPort;
  let server: Server | undefined;
  let port = 0;

  function join(client: Socket): void {
    const upstream = connect(target, "127.0.0.1");
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    let isDeaf = false;
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", end).on("close", () => {
        open.delete(socket);
        end();
      });
    }
    client.on("data", (data) => {
      const fate = proxy.onSent?.(data.toString("latin1")) ?? "pass";
      if (fate === "break") return end();
      isDeaf ||= fate === "drop";
      upstream.write(data);
    });
    // An answer that is on its way when the connection breaks: the server has done what it was asked for.
    upstream.on("data", (data) => (isDeaf ? end() : client.write(data)));
  }

  async function listen(): Promise<void> {
    server = createServer(join).listen(port, "127.0.0.1");
    await once(server, "listening");
    ({ port } = server.address() as AddressInfo);
  }

  async function cut(): Promise<void> {
    const closing = server;
    server = undefined;
    if (!closing) return;
    const closed = once(closing, "close");
    closing.close();
    for (const socket of open) socket.destroy();
    await closed;
  }

  const proxy: TcpProxy = {
    get port() {
      return port;
    },
    onSent: undefined,
    cut,
    async restore(next = target) {
      target = next;
      if (!server) await listen();
    },
    [Symbol.asyncDispose]: cut,
  };
  await listen();
  return proxy;
}
