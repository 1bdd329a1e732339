/** The caller of what the server does by itself. */
export const NOBODY = { clientVersion: null } as const;
