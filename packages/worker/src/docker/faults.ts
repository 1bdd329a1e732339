/** What an engine answers when it cannot do what it was asked for. */
interface Fault {
  readonly statusCode?: number;
  readonly json?: { readonly message?: string } | null;
  readonly message: string;
}

export const statusOf = (error: unknown): number | undefined => (error as Fault).statusCode;

/** In the engine's own words. */
export const messageOf = (error: unknown): string => {
  const { json, message } = error as Fault;
  return (json?.message ?? message).trim();
};
