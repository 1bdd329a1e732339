/** The few requests that the bench itself makes. */
import { setTimeout as sleep } from "node:timers/promises";
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

/** Longest wait for a server to be quiet again, in milliseconds; what it has left by then slows down only itself. */
const QUIET_TIMEOUT = 30_000;

/** Waits until the server has worked off what is left of the load before. */
export async function settled(server: RunningServer): Promise<void> {
  const end = Date.now() + QUIET_TIMEOUT;
  for (let took = Infinity; took > 1000 && Date.now() < end; await sleep(100)) {
    const asked = performance.now();
    const answer = await fetch(`${server.url}/api/flows/count`, {
      method: "POST",
      signal: AbortSignal.timeout(QUIET_TIMEOUT),
    }).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) took = performance.now() - asked;
  }
}
