import { routes } from "@weir/contract";
import type { Context } from "../operations/context.ts";
import { queryLogs } from "../operations/log-queries.ts";
import { createLogs, downloadLogs, listLogs } from "../operations/logs.ts";
import { created, endpoint, ok, type Endpoint } from "./endpoint.ts";
import { page } from "./page.ts";

/** A file name as RFC 5987 wants it in a header. */
const encodedName = (name: string): string =>
  encodeURIComponent(name).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

export const logs = (context: Context): Endpoint[] => [
  endpoint(
    routes.logs.create,
    async ({ body, additions }) => {
      await createLogs(context, body, additions);
      return created(null);
    },
    { ahead: true },
  ),
  endpoint(routes.logs.filter, async ({ body }) =>
    ok(await listLogs(context, { filter: body.logs, sort: body.sort ?? "TIMESTAMP_ASC", ...page(context, body) })),
  ),
  endpoint(routes.logs.query, async ({ body }) => ok(await queryLogs(context, body))),
  endpoint(routes.flowRuns.downloadLogs, async ({ params }) => {
    const { flowRunName, csv } = await downloadLogs(context, params.id);
    const name = encodedName(`${flowRunName}-logs.csv`);
    return {
      status: 200,
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="flow-run-logs.csv"; filename*=UTF-8''${name}`,
      },
      text: csv,
    };
  }),
];
