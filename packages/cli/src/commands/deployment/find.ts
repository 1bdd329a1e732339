import { type Client, NotFound } from "@weir/client";
import type { DeploymentResponse } from "@weir/contract";
import { Failure } from "../../failure.ts";
import { isId, notThere } from "../shared/find.ts";

/** The deployment of that id, or of that name: its flow's and its own, as `report/nightly`. */
export async function findDeployment(api: Client, idOrName: string): Promise<DeploymentResponse> {
  try {
    if (isId(idOrName)) return await api.deployments.read({ id: idOrName });
    const [flow_name, deployment_name, ...more] = idOrName.split("/");
    if (!flow_name || !deployment_name || more.length > 0)
      throw new Failure(
        `${idOrName} is not the name of a deployment`,
        "Give the flow's name and its own, as in report/nightly, or its id.",
      );
    return await api.deployments.readByName({ flow_name, deployment_name });
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    throw notThere("deployment", idOrName, [
      ...(await namesOf(api, await Array.fromAsync(api.deployments.list({})))).values(),
    ]);
  }
}

/** Full names of deployments, by their ids. */
export async function namesOf(api: Client, deployments: readonly DeploymentResponse[]): Promise<Map<string, string>> {
  const ids = [...new Set(deployments.map(({ flow_id }) => flow_id))];
  const flows =
    ids.length === 0 ? [] : await Array.fromAsync(api.flows.list({ filter: { flows: { id: { any_: ids } } } }));
  const flowNames = new Map(flows.map(({ id, name }) => [id, name]));
  return new Map(deployments.map(({ id, name, flow_id }) => [id, `${flowNames.get(flow_id) ?? flow_id}/${name}`]));
}
