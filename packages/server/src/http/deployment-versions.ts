import { routes, type DeploymentUpdate } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { promote, rollBack, tryVersion } from "../operations/deployments/change-version.ts";
import { deploymentOfRun } from "../operations/deployments/run-version.ts";
import { listVersions, readAdditions, readVersionOf } from "../operations/deployments/versions.ts";
import { checkDeployment } from "./check-deployment.ts";
import { endpoint, ok, type Endpoint } from "./endpoint.ts";
import { validate } from "./validate.ts";

const routesOf = routes.deploymentVersions;

export const deploymentVersions = (context: Context): Endpoint[] => [
  endpoint(routesOf.list, async ({ params }) => ok(await listVersions(context, params.id))),
  endpoint(routesOf.read, async ({ params }) => ok(await readVersionOf(context, params.id, params.number))),
  endpoint(routesOf.rollback, async ({ params, body }) => ok(await rollBack(context, params.id, body ?? {}))),
  endpoint(routesOf.canary, async ({ params, body }) => {
    validate("body", routes.deployments.update.body, body.changes, body);
    const changes = body.changes as DeploymentUpdate;
    await checkDeployment(changes);
    return ok(await tryVersion(context, params.id, { ...body, changes }));
  }),
  endpoint(routesOf.promote, async ({ params, body }) => ok(await promote(context, params.id, body?.source))),
  endpoint(routesOf.ofDeployment, async ({ params }) => ok(await readAdditions(context, params.id))),
  endpoint(routesOf.ofFlowRun, async ({ params }) => ok(await deploymentOfRun(context, params.id))),
];
