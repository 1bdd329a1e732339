import { query } from "../query.ts";
import type { DeploymentVersionTable } from "../tables.ts";

export const insertVersion = query<DeploymentVersionTable>()((db, p) =>
  db.insertInto("deployment_version").values({
    id: p("id"),
    created: p("created"),
    deployment_id: p("deployment_id"),
    number: p("number"),
    hash: p("hash"),
    content: p("content"),
    message: p("message"),
    author: p("author"),
    source: p("source"),
  }),
);

export const readVersion = query<{ id: string }>()((db, p) =>
  db.selectFrom("deployment_version").selectAll().where("id", "=", p("id")),
);

export const readVersionNumbered = query<{ deployment_id: string; number: number }>()((db, p) =>
  db
    .selectFrom("deployment_version")
    .selectAll()
    .where("deployment_id", "=", p("deployment_id"))
    .where("number", "=", p("number")),
);

export const readLastVersionNumber = query<{ deployment_id: string }>()((db, p) =>
  db
    .selectFrom("deployment_version")
    .select((eb) => eb.fn.max<number | null>("number").as("number"))
    .where("deployment_id", "=", p("deployment_id")),
);

/** All of a deployment, the newest first. */
export const readVersionsOf = query<{ deployment_id: string }>()((db, p) =>
  db
    .selectFrom("deployment_version")
    .selectAll()
    .where("deployment_id", "=", p("deployment_id"))
    .orderBy("number", "desc"),
);

/** Forgets old versions of a deployment but for the one in force. */
export const forgetVersions = query<{ deployment_id: string; upTo: number; current: string }>()((db, p) =>
  db
    .deleteFrom("deployment_version")
    .where("deployment_id", "=", p("deployment_id"))
    .where("number", "<=", p("upTo"))
    .where("id", "!=", p("current")),
);
