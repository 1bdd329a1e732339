/** What is shown of everything that ran, as the URL names it. */
export const RUN_VIEWS = ["timeline", "graph"] as const;
export type RunView = (typeof RUN_VIEWS)[number];

/** The tabs beside the timeline, as the URL names them. */
export const RUN_TABS = ["logs", "artifacts", "parameters", "states"] as const;
export type RunTab = (typeof RUN_TABS)[number];
