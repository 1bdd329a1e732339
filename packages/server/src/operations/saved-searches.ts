import type { SavedSearch, SavedSearchCreate } from "@weir/contract";
import { notFound } from "../platform/errors.ts";
import { uuid7 } from "../platform/ids.ts";
import type { Page } from "../storage/queries/run-pages.ts";
import {
  deleteSavedSearch,
  listSavedSearches,
  readSavedSearch,
  toSavedSearch,
  upsertSavedSearch,
} from "../storage/queries/saved-searches.ts";
import type { Context } from "./context.ts";

/** Keeps a search under its name; one that has the name gets the new filters. */
export async function saveSearch(
  { store, clock }: Context,
  body: SavedSearchCreate,
): Promise<{ search: SavedSearch; created: boolean }> {
  const now = clock.now();
  const id = uuid7();
  const filters = JSON.stringify(body.filters ?? []);
  const row = await store.write((tx) =>
    tx.first(upsertSavedSearch, { id, created: now, updated: now, name: body.name, filters }),
  );
  return { search: toSavedSearch(row!), created: row!.id === id };
}

export async function readSavedSearchById({ store }: Context, id: string): Promise<SavedSearch> {
  const row = await store.read((db) => db.first(readSavedSearch, { id }));
  if (!row) throw notFound("Saved search");
  return toSavedSearch(row);
}

export const listSearches = ({ store }: Context, { limit, offset }: Page): Promise<SavedSearch[]> =>
  store.read(async (db) => (await db.all(listSavedSearches, { limit, offset })).map(toSavedSearch));

export async function deleteSavedSearchById({ store }: Context, id: string): Promise<void> {
  const deleted = await store.write((tx) => tx.run(deleteSavedSearch, { id }));
  if (deleted === 0) throw notFound("Saved search");
}
