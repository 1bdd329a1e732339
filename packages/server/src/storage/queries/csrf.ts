import { query } from "../query.ts";

export const readCsrfToken = query<{ client: string }>()((db, p) =>
  db.selectFrom("csrf_token").select(["token", "expiration"]).where("client", "=", p("client")),
);

export const upsertCsrfToken = query<{ client: string; token: string; expiration: number; id: string; now: number }>()(
  (db, p) =>
    db
      .insertInto("csrf_token")
      .values({
        client: p("client"),
        token: p("token"),
        expiration: p("expiration"),
        id: p("id"),
        created: p("now"),
        updated: p("now"),
      })
      .onConflict((conflict) =>
        conflict.column("client").doUpdateSet({ token: p("token"), expiration: p("expiration"), updated: p("now") }),
      ),
);

export const deleteExpiredCsrfTokens = query<{ now: number }>()((db, p) =>
  db.deleteFrom("csrf_token").where("expiration", "<", p("now")),
);
