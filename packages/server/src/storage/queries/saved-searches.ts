import { formatTime, type SavedSearch } from "@weir/contract";
import { query } from "../query.ts";
import type { SavedSearchTable } from "../tables.ts";

export const toSavedSearch = (row: SavedSearchTable): SavedSearch => ({
  id: row.id,
  created: formatTime(row.created),
  updated: formatTime(row.updated),
  name: row.name,
  filters: JSON.parse(row.filters) as SavedSearch["filters"],
});

/** Stores a search under its name, or replaces the filters of the one that has it; gives what is stored now. */
export const upsertSavedSearch = query<SavedSearchTable>()((db, p) =>
  db
    .insertInto("saved_search")
    .values({ id: p("id"), created: p("created"), updated: p("updated"), name: p("name"), filters: p("filters") })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ filters: p("filters") }))
    .returningAll(),
);

export const readSavedSearch = query<{ id: string }>()((db, p) =>
  db.selectFrom("saved_search").selectAll().where("id", "=", p("id")),
);

export const listSavedSearches = query<{ limit: number; offset: number }>()((db, p) =>
  db.selectFrom("saved_search").selectAll().orderBy("name").limit(p("limit")).offset(p("offset")),
);

export const deleteSavedSearch = query<{ id: string }>()((db, p) =>
  db.deleteFrom("saved_search").where("id", "=", p("id")),
);
