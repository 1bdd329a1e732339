import Type, { type Static } from "typebox";
import { DateTime } from "../schema.ts";
import { DeploymentScheduleCreate } from "./schedules.ts";

/** What is asked of a schedule that need not be stored anywhere. */
export const SchedulePreviewRequest = Type.Object(
  {
    schedule: DeploymentScheduleCreate.properties.schedule,
    /** The first instant that counts; the present if it is left out. */
    start: Type.Optional(DateTime()),
    /** The last instant that counts; none if it is left out. */
    end: Type.Optional(DateTime()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 10 })),
  },
  { title: "SchedulePreviewRequest", additionalProperties: false },
);
export type SchedulePreviewRequest = Static<typeof SchedulePreviewRequest>;

export const SchedulePreview = Type.Object({ times: Type.Array(DateTime()) }, { title: "SchedulePreview" });
export type SchedulePreview = Static<typeof SchedulePreview>;
