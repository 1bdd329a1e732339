/** Who may do what: the roles of access keys, and which one a route needs. */

/** Each may do what those before it may. */
export const ROLES = ["viewer", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** True if someone of a role may do what needs another. */
export const mayAct = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** Ends of the paths of requests that have a body and only read. */
const READING =
  /\/(filter|count|paginate|history|lateness|query|recent|preview|validate|concurrency_status|counts|next-runs|count-[a-z-]+|count-by\/:countable)$/;

/** What concerns the server as a whole, and who may use it. */
const OF_ADMINS = /^\/(admin\/storage|weir\/(keys|audit|secrets|vacuum)(\/|$))/;

/**
 * The role that a route needs: the one it names; else an admin's for what concerns the server as a whole, an operator's for
 * what changes something, a viewer's for the rest.
 */
export function roleFor({
  access,
  method,
  path,
}: {
  readonly access?: Role;
  readonly method: string;
  readonly path: string;
}): Role {
  if (access) return access;
  if (OF_ADMINS.test(path)) return method === "GET" && path.startsWith("/admin") ? "viewer" : "admin";
  return method === "GET" || (method === "POST" && READING.test(path)) ? "viewer" : "operator";
}
