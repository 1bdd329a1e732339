import Type from "typebox";
import { route } from "../route.ts";
import { Nullable, withOptions } from "../schema.ts";
import { LogCreateAdditions } from "../schemas/additions.ts";
import { LogPage, LogQuery } from "../schemas/log-queries.ts";
import { Log, LogCreate, LogFilter, LogSort } from "../schemas/logs.ts";

export const logs = {
  create: route({
    method: "POST",
    path: "/logs/",
    tag: "Logs",
    body: Type.Array(LogCreate),
    additions: LogCreateAdditions,
    responses: { 201: Type.Any() },
  }),
  filter: route({
    method: "POST",
    path: "/logs/filter",
    tag: "Logs",
    body: Type.Object({
      limit: Type.Optional(Type.Integer()),
      logs: Type.Optional(Nullable(LogFilter)),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      sort: Type.Optional(withOptions(LogSort, { default: "TIMESTAMP_ASC" })),
    }),
    bodyOptional: true,
    responses: { 200: Type.Array(Log) },
  }),
  query: route({
    method: "POST",
    path: "/weir/logs/query",
    tag: "Weir",
    summary: "Look for log lines across runs",
    body: LogQuery,
    bodyOptional: true,
    responses: { 200: LogPage },
  }),
} as const;
