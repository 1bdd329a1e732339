/** The few requests that the bench itself makes. */
import { setTimeout as sleep } from "node:timers/promises";
import { waitUntil } from "@weir/testkit";
import type { RunningServer } from "./server.ts";

const UNAVAILABLE = 503;
/** How often a server that is busy is asked again, half a second later. */
const TRIES = 60;

export async function post<T>(server: RunningServer, path: string, body: unknown): Promise<T> {
  for (let tries = 1; ; tries++) {
    const response = await fetch(`${server.url}/api${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.ok) return (await response.json()) as T;
    if (response.status !== UNAVAILABLE || tries === TRIES)
      throw new Error(`${server.system.name} answered ${response.status} to ${path}`);
    await response.arrayBuffer();
    await sleep(500);
  }
}

export const createFlow = async (server: RunningServer, name: string): Promise<string> =>
  (await post<{ id: string }>(server, "/flows/", { name })).id;

export const createFlowRun = async (server: RunningServer, flowId: string): Promise<string> =>
  (await post<{ id: string }>(server, "/flow_runs/", { flow_id: flowId })).id;

/** Waits until the server has worked off what is left of the load before. */
export async function settled(server: RunningServer): Promise<void> {
  const answers = async (): Promise<boolean> => {
    const asked = performance.now();
    await post(server, "/flows/count", {});
    return performance.now() - asked < 1000;
  };
  await waitUntil(() => answers().catch(() => false), { timeout: 180_000, interval: 200, what: "a quiet server" });
}
