/** By what name the log knows a request, and the answer's header `x-request-id`. */
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What a caller, or the proxy in between, may call his request: nothing that could be mistaken in a log. */
const ACCEPTED = /^[\w.:/+=-]{1,128}$/;

/** Names requests: as the caller does in `x-request-id`, else by numbers behind a mark of this process. */
export function requestIds(): (request: Pick<IncomingMessage, "headers">) => string {
  const mark = randomBytes(4).toString("hex");
  let count = 0;
  return ({ headers }) => {
    const given = headers["x-request-id"];
    return typeof given === "string" && ACCEPTED.test(given) ? given : `${mark}-${(++count).toString(36)}`;
  };
}
