import Type from "typebox";
import { route } from "../route.ts";
import { Uuid } from "../schema.ts";
import { DeploymentAdditions, DeploymentSource } from "../schemas/additions.ts";
import {
  DeploymentCanary,
  DeploymentOfRun,
  DeploymentRollback,
  DeploymentVersion,
  DeploymentVersionDetail,
} from "../schemas/deployment-versions.ts";

const params = Type.Object({ id: Uuid() });

export const deploymentVersions = {
  list: route({
    method: "GET",
    path: "/weir/deployments/:id/versions",
    tag: "Weir",
    summary: "The versions of a deployment, the newest first",
    params,
    responses: { 200: Type.Array(DeploymentVersion) },
  }),
  read: route({
    method: "GET",
    path: "/weir/deployments/:id/versions/:number",
    tag: "Weir",
    summary: "One version of a deployment, with its content",
    params: Type.Object({ id: Uuid(), number: Type.Integer({ minimum: 1 }) }),
    responses: { 200: DeploymentVersionDetail },
  }),
  rollback: route({
    method: "POST",
    path: "/weir/deployments/:id/rollback",
    tag: "Weir",
    summary: "Ends what is being tried, or makes a deployment what it was in an earlier version",
    params,
    body: DeploymentRollback,
    bodyOptional: true,
    responses: { 200: DeploymentAdditions },
  }),
  canary: route({
    method: "POST",
    path: "/weir/deployments/:id/canary",
    tag: "Weir",
    summary: "Makes a version that is tried on a share of the scheduled runs",
    params,
    body: DeploymentCanary,
    responses: { 200: DeploymentAdditions },
  }),
  promote: route({
    method: "POST",
    path: "/weir/deployments/:id/promote",
    tag: "Weir",
    summary: "Makes the version that is being tried the one in force",
    params,
    body: Type.Object({ source: Type.Optional(DeploymentSource) }, { additionalProperties: false }),
    bodyOptional: true,
    responses: { 200: DeploymentAdditions },
  }),
  ofDeployment: route({
    method: "GET",
    path: "/weir/deployments/:id",
    tag: "Weir",
    summary: "What Weir knows of a deployment beside the protocol: policies of its schedules, its version",
    params,
    responses: { 200: DeploymentAdditions },
  }),
  ofFlowRun: route({
    method: "GET",
    path: "/weir/flow_runs/:id/deployment",
    tag: "Weir",
    summary: "The deployment as it was in the version that a flow run was made from",
    params,
    responses: { 200: DeploymentOfRun },
  }),
} as const;
