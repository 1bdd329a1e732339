/**
 * The API without a socket: finds the endpoint of a request, checks who asks and what, calls one operation, answers.
 * The HTTP server and the embedded shape both stand on it.
 */
import { SERVER_HEADER, WEIR_VERSION, type Method, roleFor, type RouteDefinition } from "@weir/contract";
import findMyWay from "find-my-way";
import type { Logger } from "pino";
import type { TSchema } from "typebox";
import type { Context } from "../operations/context.ts";
import { actAs } from "../platform/actor.ts";
import { answerError } from "./answer-error.ts";
import { OWNER } from "../operations/access-keys.ts";
import { authorize, requireRole } from "./authorize.ts";
import { callerOf, type Headers } from "./caller.ts";
import { checkCsrf } from "./csrf.ts";
import type { Answer, Endpoint } from "./endpoint.ts";
import { InvalidRequest, validate } from "./validate.ts";

export interface ApiCall {
  readonly method: Method;
  /** Below the API prefix, e.g. `/flow_runs/filter`. */
  readonly path: string;
  readonly query: Record<string, unknown>;
  readonly headers: Headers;
  /** Parsed JSON, or undefined where the request had no body. */
  readonly body: unknown;
  /** The same as it was written, where it came as text. */
  readonly bodyText?: string | undefined;
  /** The address the caller used, up to and without `/api`. */
  readonly baseUrl: string;
  /** By which the log names the request. */
  readonly id?: string | undefined;
  /** The address that the request came from; undefined for one from within the process. */
  readonly from?: string | undefined;
  /** True for requests that come from within the process, whose owner is who started it. */
  readonly isOwn?: boolean;
  /** A signal that is aborted when the client goes away before it is answered; undefined where that cannot be known. */
  readonly gone?: (() => AbortSignal) | undefined;
}

/** An answer with the schema to write its body by. */
export interface ApiAnswer extends Answer {
  readonly schema?: TSchema | undefined;
  /** The route that was asked; undefined if there is none. */
  readonly route?: RouteDefinition | undefined;
}

export interface Api {
  call(call: ApiCall): Promise<ApiAnswer>;
  readonly endpoints: readonly Endpoint[];
}

const NO_ROUTE: Answer = { status: 404, text: JSON.stringify({ detail: "Not Found" }) };

/**
 * A body that is no object of the protocol but a set of separate parameters (its schema has no name): to the reference,
 * null is the same there as nothing.
 */
const withoutNulls = (body: unknown): unknown =>
  body !== null && typeof body === "object" && !Array.isArray(body)
    ? Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))
    : body;

/** Whether secrets are asked for in the open, in the query or in the body: those who only look on do not get them. */
function wantsSecrets({ query, body }: ApiCall): boolean {
  const asked = query["include_secrets"] ?? (body as { include_secrets?: unknown } | undefined)?.include_secrets;
  return asked !== undefined && asked !== false && asked !== "false";
}

/** What runs report, and ask for all the time: the audit has no lines of it. */
const OF_RUNS =
  /^\/(weir\/)?(flow_runs|task_runs|logs|events|work_pools|work_queues|concurrency_slots\/acquire|cache\/(lookup|leases)|cache\/entries$)(\/|$)/;

/** Whether a line of the audit may come of a request. */
const isAudited = ({ method, path }: RouteDefinition, call: ApiCall): boolean =>
  method === "GET" ? wantsSecrets(call) : !OF_RUNS.test(path) || wantsSecrets(call);

/** Takes the key `weir` out of a body: the protocol's own schemas know nothing of it. */
function splitAdditions(schema: TSchema, body: unknown): { body: unknown; additions: unknown } {
  if (Array.isArray(body)) {
    const items = body.map((item: unknown) => splitAdditions(schema, item));
    if (items.every(({ additions }) => additions === undefined)) return { body, additions: undefined };
    return { body: items.map((item) => item.body), additions: items.map(({ additions }) => additions) };
  }
  if (body === null || typeof body !== "object" || !("weir" in body)) return { body, additions: undefined };
  const { weir, ...rest } = body;
  validate("body", schema, weir, body);
  return { body: rest, additions: weir };
}

/** An id may be written in capitals; it is stored in small letters. */
function lowerCaseIds(schema: TSchema, params: Record<string, string | undefined>): void {
  const properties = (schema as { properties?: Record<string, { format?: string }> }).properties ?? {};
  for (const [name, { format }] of Object.entries(properties))
    if (format === "uuid") params[name] = params[name]?.toLowerCase();
}

export function createApi(context: Context, endpoints: readonly Endpoint[], log: Logger): Api {
  const router = findMyWay({ ignoreTrailingSlash: false, maxParamLength: 1024 });
  for (const entry of endpoints) router.on(entry.route.method, entry.route.path, () => undefined, entry);

  /** What the reference answers to a path that no route of this method has. */
  function unrouted({ method, path, baseUrl }: ApiCall): Answer {
    const others = (["GET", "POST", "PUT", "PATCH", "DELETE"] as const).filter((other) => router.find(other, path));
    if (others.length > 0)
      return {
        status: 405,
        headers: { allow: others.join(", ") },
        text: JSON.stringify({ detail: "Method Not Allowed" }),
      };
    const twin = path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
    if (twin && router.find(method, twin))
      return { status: 307, headers: { location: `${baseUrl}/api${twin}` }, text: "" };
    return NO_ROUTE;
  }

  type Found = ReturnType<typeof router.find>;

  async function answer(call: ApiCall, found: Found): Promise<ApiAnswer> {
    const arrived = context.clock.now();
    // The owner of the process asks it without a password.
    if (!call.isOwn) await context.keys.fresh();
    const by = call.isOwn ? OWNER : authorize(context, call);
    const caller = callerOf(call.headers, { arrived, baseUrl: call.baseUrl, gone: call.gone });
    if (!found) return unrouted(call);
    const { route, handle, ahead } = found.store as Endpoint;
    requireRole(by, roleFor(route));
    if (wantsSecrets(call)) requireRole(by, "operator");
    await checkCsrf(context, call);
    if (route.params) {
      try {
        validate("path", route.params, found.params, undefined);
      } catch (error) {
        // The reference's path patterns take UUIDs only: anything else is no route of its.
        if (error instanceof InvalidRequest && error.problems.some(({ type }) => type === "uuid_parsing"))
          return NO_ROUTE;
        throw error;
      }
      lowerCaseIds(route.params, found.params);
    }
    if (route.query) validate("query", route.query, call.query, undefined);
    let { body } = call;
    let additions: unknown;
    if (route.body) {
      if (body === undefined && route.bodyOptional) body = "default" in route.body ? route.body.default : {};
      if (body === undefined)
        throw new InvalidRequest([{ type: "missing", loc: ["body"], msg: "Field required", input: null }], null);
      if ("properties" in route.body && !("title" in route.body)) body = withoutNulls(body);
      if (route.additions && caller.isWeir) ({ body, additions } = splitAdditions(route.additions, body));
      validate("body", route.body, body, call.body);
    }
    if (!ahead) await context.inbox.settled();
    const answered = () =>
      handle({
        params: found.params,
        query: call.query,
        body,
        additions,
        bodyText: call.bodyText,
        caller,
      } as never);
    const given = await (isAudited(route, call)
      ? actAs({ name: by.name, origin: call.from ?? "process" }, answered)
      : answered());
    return { ...given, schema: route.responses[given.status] ?? Object.values(route.responses)[0] };
  }

  return {
    endpoints,
    async call(call) {
      const found = router.find(call.method, call.path);
      const route = (found?.store as Endpoint | undefined)?.route;
      let result: ApiAnswer;
      try {
        result = await answer(call, found);
      } catch (error) {
        result = answerError(error, log, { request: call.id, method: call.method, route: route?.path });
      }
      return call.headers["x-weir-client"] === undefined
        ? { ...result, route, additions: undefined }
        : { ...result, route, headers: { ...result.headers, [SERVER_HEADER]: WEIR_VERSION } };
    },
  };
}
