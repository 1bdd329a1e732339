import { formatTime, type AccessKey } from "@weir/contract";
import { query } from "../query.ts";
import type { AccessKeyTable } from "../tables.ts";

export const toAccessKey = ({ id, created, name, role, team, expires }: AccessKeyTable): AccessKey => ({
  id,
  created: formatTime(created),
  name,
  role: role as AccessKey["role"],
  team,
  expires: expires === null ? null : formatTime(expires),
});

/** Inserts a key unless its name is taken; answers the rows that got in. */
export const insertAccessKey = query<AccessKeyTable>()((db, p) =>
  db
    .insertInto("access_key")
    .values({
      id: p("id"),
      created: p("created"),
      name: p("name"),
      hash: p("hash"),
      role: p("role"),
      team: p("team"),
      expires: p("expires"),
    })
    .onConflict((conflict) => conflict.column("name").doNothing()),
);

export const readAccessKeys = query<Record<never, never>>()((db) =>
  db.selectFrom("access_key").selectAll().orderBy("name"),
);

export const deleteAccessKey = query<{ id: string }>()((db, p) =>
  db.deleteFrom("access_key").where("id", "=", p("id")),
);
