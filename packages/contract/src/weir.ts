/** Names of what Weir adds to the protocol (see docs/concepts/compatibility.md). */

/** Request header by which a client says that it understands the `weir` key. Its value is the client's version. */
export const CLIENT_HEADER = "x-weir-client";
/** Answer header to such a client. Its value is the server's version. */
export const SERVER_HEADER = "x-weir-server";
/** Weir's own version: one number for all packages. */
export const WEIR_VERSION = "0.1.0";
/** The version of the reference's API that the server speaks. */
export const API_VERSION = "0.8.4";
/** The version of the reference's client and server whose behaviour is matched. */
export const REFERENCE_VERSION = "3.8.8";
/** Path of the dashboard's socket below the API prefix, and its subprotocol (see schemas/live.ts). */
export const LIVE_PATH = "/weir/live";
export const LIVE_PROTOCOL = "weir.v1";
/** Characters of a cached value that the server keeps itself. */
export const LONGEST_CACHED_VALUE = 65_536;
export { fieldsText, fieldValue, type LogFields } from "./log-fields.ts";
