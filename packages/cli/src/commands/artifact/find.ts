import { type Client, NotFound } from "@weir/client";
import type { Artifact } from "@weir/contract";
import { isId, notThere } from "../shared/find.ts";

/** The artifact of that id, or the versions of that key, the newest first. */
export async function findArtifacts(api: Client, keyOrId: string, limit?: number): Promise<Artifact[]> {
  if (isId(keyOrId)) {
    const one = await api.artifacts.read({ id: keyOrId }).catch((error: unknown) => {
      if (error instanceof NotFound) throw notThere("artifact", keyOrId, []);
      throw error;
    });
    return [one];
  }
  const filter = { artifacts: { key: { any_: [keyOrId] } } };
  const found = await Array.fromAsync(
    api.artifacts.list({ filter, sort: "CREATED_DESC", ...(limit !== undefined && { limit }) }),
  );
  if (found.length > 0) return found;
  const all = await Array.fromAsync(api.artifacts.listLatest({ limit: 200 }));
  throw notThere(
    "artifact",
    keyOrId,
    all.map(({ key }) => key),
  );
}
