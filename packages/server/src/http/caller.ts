import { CLIENT_HEADER } from "@weir/contract";
import type { Caller } from "../operations/context.ts";
import { Refusal } from "../platform/errors.ts";

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** Oldest API version of a client that is served. */
const OLDEST = [0, 8, 0] as const;

/** Refuses clients whose `X-PREFECT-API-VERSION` is malformed or too old; none at all is fine. */
function checkApiVersion(text: string | undefined): void {
  if (text === undefined) return;
  const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (!match)
    throw new Refusal(
      "bad_request",
      `Invalid X-PREFECT-API-VERSION header format.Expected header in format 'x.y.z' but received ${text}`,
    );
  const version = match.slice(1).map(Number);
  for (const [index, least] of OLDEST.entries()) {
    if (version[index]! > least) return;
    if (version[index]! < least)
      throw new Refusal(
        "bad_request",
        `The request specified API version ${text} but this server requires version ${OLDEST.join(".")} or higher.`,
      );
  }
}

/** Who asks, from the request's headers. */
export function callerOf(
  headers: Headers,
  { arrived, baseUrl, gone }: Pick<Caller, "arrived" | "baseUrl" | "gone">,
): Caller {
  checkApiVersion(one(headers["x-prefect-api-version"]));
  const automation = one(headers["prefect-automation-id"]);
  const name = one(headers["prefect-automation-name"]);
  return {
    clientVersion: /^prefect\/(\S+) \(API \S+\)/.exec(one(headers["user-agent"]) ?? "")?.[1] ?? null,
    isWeir: headers[CLIENT_HEADER] !== undefined,
    automation: automation ? { id: automation, name: name ? Buffer.from(name, "base64").toString() : null } : null,
    isDashboard: one(headers["x-prefect-ui"]) === "true",
    gone,
    baseUrl,
    arrived,
  };
}
