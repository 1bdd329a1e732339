/** The few requests that the bench itself makes. */
import { waitUntil } from "@weir/testkit";
import type { RunningServer } from "./server.ts";

export async function post<T>(server: RunningServer, path: string, body: unknown): Promise<T> {
  const response = await fetch(`${server.url}/api${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${server.system.name} answered ${response.status} to ${path}`);
  return (await response.json()) as T;
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
