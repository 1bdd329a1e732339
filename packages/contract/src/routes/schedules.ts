import { route } from "../route.ts";
import { SchedulePreview, SchedulePreviewRequest } from "../schemas/schedule-previews.ts";

export const schedules = {
  preview: route({
    method: "POST",
    path: "/weir/schedules/preview",
    tag: "Weir",
    summary: "The next times of a schedule, whether or not it is stored.",
    body: SchedulePreviewRequest,
    responses: { 200: SchedulePreview },
  }),
} as const;
