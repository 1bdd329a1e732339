import { route } from "../route.ts";
import { ImportBatch, ImportResult } from "../schemas/imports.ts";

export const imports = {
  create: route({
    method: "POST",
    path: "/weir/import",
    tag: "Weir",
    summary: "Take in what was recorded elsewhere, with its ids and times",
    body: ImportBatch,
    responses: { 200: ImportResult },
  }),
} as const;
