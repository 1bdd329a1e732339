/**
 * Writes the client's route table: method and path of every route, and what a call takes besides its path parameters.
 * The contract's schemas are too slow to load in every program that only makes calls.
 */
import { writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { type RouteDefinition, routes } from "@weir/contract";

const target = new URL("../packages/client/src/api/routes.gen.ts", import.meta.url);

/** The last part of an entry: see `TakesInput` in the client. */
function takes({ method, path, query, body }: RouteDefinition): "query" | "body" | "page" | undefined {
  if (query && body) throw new Error(`${method} ${path}: the client's calls take a query or a body, not both`);
  if (query) return "query";
  if (!body) return undefined;
  const { properties = {} } = body as { properties?: Record<string, unknown> };
  return "limit" in properties && "offset" in properties ? "page" : "body";
}

const domains = Object.entries(routes).map(([domain, group]) => {
  const lines = Object.entries<RouteDefinition>(group).map(([name, route]) => {
    const entry = [route.method, route.path, takes(route)].filter((part) => part !== undefined);
    return `${name}: ${JSON.stringify(entry)},`;
  });
  return `${domain}: {\n${lines.join("\n")}\n},`;
});

const source = `// Generated from @weir/contract by \`npm run gen:routes\`. Do not edit.
export const ROUTES = {
${domains.join("\n")}
} as const;
`;
const text = await format(source, { ...(await resolveConfig(target)), parser: "typescript" });

writeFileSync(target, text);
