/** The tabs beside the timeline, as the URL names them. */
export const RUN_TABS = ["logs", "artifacts", "parameters", "states"] as const;
export type RunTab = (typeof RUN_TABS)[number];
