/** What a deployment was after each deploy that changed it. */
import Type, { type Static } from "typebox";
import { DateTime, JsonObject, Nullable, Uuid } from "../schema.ts";
import { DeploymentSource } from "./additions.ts";
import { DeploymentResponse } from "./deployments.ts";

export const DeploymentVersion = Type.Object(
  {
    id: Uuid(),
    created: DateTime(),
    deployment_id: Uuid(),
    /** From 1, in the order in which they were made. */
    number: Type.Integer(),
    /** SHA-256 of the content: equal where two versions are. */
    hash: Type.String(),
    message: Nullable(Type.String()),
    author: Nullable(Type.String()),
    commit: Nullable(JsonObject()),
    is_current: Type.Boolean(),
    /** The share of scheduled runs that it is tried on; null unless it is. */
    canary_share: Nullable(Type.Number()),
  },
  { title: "DeploymentVersion" },
);
export type DeploymentVersion = Static<typeof DeploymentVersion>;

export const DeploymentVersionDetail = Type.Object(
  {
    ...DeploymentVersion.properties,
    /** The fields of the deployment, as a request that creates it has them; schedules with their policies. */
    content: JsonObject(),
  },
  { title: "DeploymentVersionDetail" },
);
export type DeploymentVersionDetail = Static<typeof DeploymentVersionDetail>;

export const DeploymentRollback = Type.Object(
  {
    /** Number of the version to go back to. Default: ends what is being tried, else the version before the present one. */
    to: Type.Optional(Type.Integer({ minimum: 1 })),
    source: Type.Optional(DeploymentSource),
  },
  { title: "DeploymentRollback", additionalProperties: false },
);

export const DeploymentCanary = Type.Object(
  {
    /** Part of the scheduled runs that the new version is tried on, above 0 and below 1. */
    share: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
    /** What changes, as a request that changes the deployment has it. Its work pool and its schedules cannot. */
    changes: JsonObject(),
    source: Type.Optional(DeploymentSource),
  },
  { title: "DeploymentCanary", additionalProperties: false },
);
export type DeploymentCanary = Static<typeof DeploymentCanary>;

export const DeploymentOfRun = Type.Object(
  {
    /** The deployment, with what it was in the version that the run was made from. */
    deployment: DeploymentResponse,
    /** The number of that version; null for a run without one. */
    version: Nullable(Type.Integer()),
    is_current: Type.Boolean(),
  },
  { title: "DeploymentOfRun" },
);
export type DeploymentOfRun = Static<typeof DeploymentOfRun>;
