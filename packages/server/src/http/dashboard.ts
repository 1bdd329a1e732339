/**
 * Serves the built dashboard at `/`: files by name, and its page for every path that is a view of it.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { WEIR_VERSION } from "@weir/contract";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

const YEAR = 31_536_000_000;

/** Where the dashboard was built to; undefined where it is not installed or not built. */
function dashboardFolder(): string | undefined {
  try {
    const page = createRequire(import.meta.url).resolve("@weir/dashboard/dist/index.html");
    return existsSync(page) ? dirname(page) : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing from other hosts, nothing inline but the scripts that the page itself brings (by hash). */
function contentSecurityPolicy(page: string): string {
  const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, text]) => `'sha256-${createHash("sha256").update(text!).digest("base64")}'`,
  );
  return [
    "default-src 'self'",
    `script-src 'self' ${scripts.join(" ")}`.trim(),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "frame-ancestors 'self'",
    "base-uri 'self'",
    "object-src 'none'",
  ].join("; ");
}

const BASE = '<base href="/" />';
/** Nothing that could end the attribute it is written into. */
const PREFIX = /^(\/[\w.~-]+)+$/;

/** The page as it is seen below a path: a reverse proxy that takes the path away names it in `X-Forwarded-Prefix`. */
export function withBase(page: string, prefix: string | string[] | undefined): string {
  if (typeof prefix !== "string") return page;
  const path = prefix.replace(/\/+$/, "");
  return PREFIX.test(path) ? page.replace(BASE, `<base href="${path}/" />`) : page;
}

/** The page with the server's version, for which it need not ask. */
export const withVersion = (page: string, version: string): string =>
  page.replace('<meta name="weir-version" content="" />', `<meta name="weir-version" content="${version}" />`);

const MISSING =
  "<!doctype html><title>Weir</title><p>The dashboard is not built: run <code>npm run build</code>, or start the server with <code>--no-ui</code>.";

export async function dashboard(server: FastifyInstance): Promise<void> {
  const folder = dashboardFolder();
  if (!folder) {
    server.get("/", (_request, reply) => reply.type("text/html").send(MISSING));
    return;
  }
  const page = withVersion(readFileSync(join(folder, "index.html"), "utf8"), WEIR_VERSION);
  const policy = contentSecurityPolicy(page);
  const sendPage = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    reply
      .headers({
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-cache",
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
      })
      .send(withBase(page, request.headers["x-forwarded-prefix"]));
  await server.register(fastifyStatic, {
    root: folder,
    index: false,
    preCompressed: true,
    wildcard: false,
    maxAge: YEAR,
    immutable: true,
  });
  server.get("/", sendPage);
  server.get("/*", (request, reply) =>
    // A view of the page has no file name; what has one and was not found is missing.
    /\.\w+$/.test(request.url.split("?")[0]!)
      ? reply.code(404).send({ detail: "Not Found" })
      : sendPage(request, reply),
  );
}
