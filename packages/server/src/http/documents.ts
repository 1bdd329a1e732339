/** What a browser is given beside the API and the dashboard: the API's description, a page to read it, and settings. */
import { openapiDocument, WEIR_VERSION } from "@weir/contract";
import type { FastifyInstance } from "fastify";
import { isGuarded } from "./authorize.ts";
import { DOCS_PAGE } from "./docs-page.ts";
import { guarded } from "./guarded.ts";
import type { PluginOptions } from "./plugins.ts";

export const documents =
  (options: Pick<PluginOptions, "api" | "context" | "log">) =>
  (server: FastifyInstance): void => {
    const { settings } = options.context;
    let description: string | undefined;

    server.get(
      "/api/openapi.json",
      guarded(options, (reply) => {
        description ??= JSON.stringify(
          openapiDocument(
            options.api.endpoints.map(({ route }) => route),
            { title: "Weir", version: WEIR_VERSION },
            "/api",
          ),
        );
        return reply.type("application/json").send(description);
      }),
    );
    server.get(
      "/api/docs",
      guarded(options, (reply) => reply.type("text/html; charset=utf-8").send(DOCS_PAGE)),
    );
    // As the reference has it, a request that would change them is none of its methods.
    server.route({
      method: ["POST", "PUT", "PATCH", "DELETE"],
      url: "/ui-settings",
      handler: (_request, reply) => reply.code(405).header("allow", "GET").send({ detail: "Method Not Allowed" }),
    });
    // Read by a dashboard before anybody has logged in, to learn whether somebody must.
    server.get("/ui-settings", async (_request, reply) => {
      await options.context.keys.fresh();
      return reply.send({
        api_url: "/api",
        csrf_enabled: settings.server_csrf_enabled,
        auth: isGuarded(options.context) ? "BASIC" : null,
        flags: [],
        default_ui: "v2",
        available_uis: settings.server_ui_enabled ? ["v2"] : [],
        v1_base_url: null,
        v2_base_url: settings.server_ui_enabled ? "/" : null,
      });
    });
  };
