import Type from "typebox";
import { route } from "../route.ts";
import { AuditLine, AuditQuery, AuditVerdict } from "../schemas/audit.ts";

export const audit = {
  read: route({
    method: "POST",
    path: "/weir/audit/read",
    tag: "Weir",
    summary: "Lines of the audit",
    body: AuditQuery,
    bodyOptional: true,
    responses: { 200: Type.Array(AuditLine) },
  }),
  verify: route({
    method: "GET",
    path: "/weir/audit/verify",
    tag: "Weir",
    summary: "Whether the audit is as it was written",
    responses: { 200: AuditVerdict },
  }),
} as const;
